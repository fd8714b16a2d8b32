using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PersonaBatch;

/// <summary>Gives each item its stable identity: what the selector says, else a hash of its content.</summary>
/// <remarks>Used by the one reader of the input.</remarks>
internal sealed class ItemIdentity<TItem>
{
    private const int IdBytes = 16;

    private readonly Func<TItem, string>? _selector;
    private readonly JsonTypeInfo<TItem>? _typeInfo;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <param name="selector">The user's selector.</param>
    /// <param name="typeInfo">The items' metadata; needed without a selector unless <see cref="IsPlain"/>.</param>
    public ItemIdentity(Func<TItem, string>? selector, JsonTypeInfo<TItem>? typeInfo)
    {
        _selector = selector;
        _typeInfo = typeInfo;
    }

    /// <summary>Gets a value indicating whether the content has a text of its own, so that no metadata is needed.</summary>
    public static bool IsPlain { get; } =
        typeof(TItem) == typeof(string) || typeof(TItem) == typeof(Guid)
        || typeof(TItem) == typeof(int) || typeof(TItem) == typeof(long) || typeof(TItem) == typeof(short) || typeof(TItem) == typeof(byte)
        || typeof(TItem) == typeof(uint) || typeof(TItem) == typeof(ulong) || typeof(TItem) == typeof(ushort) || typeof(TItem) == typeof(sbyte);

    /// <summary>Gets a value indicating whether ids come from the content, so that repeats need a number.</summary>
    public bool IsContent => _selector is null;

    /// <exception cref="InvalidOperationException">The selector gave nothing.</exception>
    public string Of(TItem item, long index)
    {
        if (_selector is null)
        {
            return OfContent(item);
        }

        var id = UserHook.Call(nameof(BatchHooks<,>.ItemId), index, item, _selector);
        return string.IsNullOrEmpty(id)
            ? throw new InvalidOperationException($"ItemId returned {(id is null ? "null" : "an empty text")} for the item at index {index}; every item needs an id.")
            : id;
    }

    private string OfContent(TItem item)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (IsPlain)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(Convert.ToString(item, CultureInfo.InvariantCulture)!), hash);
        }
        else
        {
            _buffer.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(_buffer))
            {
                JsonSerializer.Serialize(writer, item, _typeInfo!);
            }

            SHA256.HashData(_buffer.WrittenSpan, hash);
        }

        return Convert.ToHexStringLower(hash[..IdBytes]);
    }
}
