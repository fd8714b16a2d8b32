using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PersonaBatch;

/// <summary>A JSON string inside a line, not yet decoded.</summary>
/// <remarks>Decoded by hand because an id may hold an unpaired surrogate: it is written as an escape, which the framework's reader refuses.</remarks>
internal readonly ref struct JsonSlice
{
    private const int LargestOnStack = 256;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isEscaped;

    private JsonSlice(ReadOnlySpan<byte> bytes, bool isEscaped)
    {
        _bytes = bytes;
        _isEscaped = isEscaped;
        IsPresent = true;
    }

    /// <summary>Gets a value indicating whether there is a string at all.</summary>
    public bool IsPresent { get; }

    /// <summary>Gets the bytes between the quotes, as they stand in the line.</summary>
    public ReadOnlySpan<byte> Raw => _bytes;

    /// <summary>Gets the most characters <see cref="Decode(Span{char})"/> can write.</summary>
    public int MaxChars => _bytes.Length;

    /// <summary>Takes the string or property name the reader stands on; anything else reads as absent.</summary>
    public static JsonSlice Of(scoped ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? new JsonSlice(reader.ValueSpan, reader.ValueIsEscaped) : default;

    /// <summary>Decodes to a new string; <see langword="null"/> when absent.</summary>
    public string? Decode()
    {
        if (!IsPresent)
        {
            return null;
        }

        if (!_isEscaped)
        {
            return Encoding.UTF8.GetString(_bytes);
        }

        var chars = new char[MaxChars];
        return new string(chars, 0, Decode(chars));
    }

    /// <summary>Tells whether this is the same text, ordinally.</summary>
    public bool IsSame(string text)
    {
        if (_isEscaped)
        {
            return string.Equals(Decode(), text, StringComparison.Ordinal);
        }

        Span<char> chars = MaxChars <= LargestOnStack ? stackalloc char[LargestOnStack] : new char[MaxChars];
        return IsPresent && text.AsSpan().SequenceEqual(chars[..Encoding.UTF8.GetChars(_bytes, chars)]);
    }

    /// <summary>Decodes into <paramref name="chars"/> and returns how many were written.</summary>
    public int Decode(Span<char> chars)
    {
        var written = 0;
        var rest = _bytes;
        while (_isEscaped)
        {
            var backslash = rest.IndexOf((byte)'\\');
            if (backslash < 0)
            {
                break;
            }

            written += Encoding.UTF8.GetChars(rest[..backslash], chars[written..]);
            var taken = Unescape(rest[(backslash + 1)..], out chars[written++]);
            rest = rest[(backslash + 1 + taken)..];
        }

        return written + Encoding.UTF8.GetChars(rest, chars[written..]);
    }

    private static int Unescape(ReadOnlySpan<byte> escape, out char decoded)
    {
        if (escape[0] == 'u')
        {
            decoded = (char)ushort.Parse(escape[1..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return 5;
        }

        decoded = (char)escape[0] switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            var same => same,
        };
        return 1;
    }
}
