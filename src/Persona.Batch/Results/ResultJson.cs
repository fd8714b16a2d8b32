using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PersonaBatch;

/// <summary>Writes results as they are recorded and reads them back. Safe for concurrent use.</summary>
internal sealed class ResultJson<TResult>(JsonTypeInfo<TResult> typeInfo)
{
    /// <summary>Serialises a result; reports what the type's converters threw.</summary>
    public bool TrySerialize(TResult value, out ReadOnlyMemory<byte> utf8, out BatchFailure? problem)
    {
        try
        {
            var scratch = JsonScratch.Take();
            JsonSerializer.Serialize(scratch.Writer, value, typeInfo);
            utf8 = scratch.Finish();
        }
#pragma warning disable CA1031 // converters are the user's code: whatever they throw makes this one answer useless
        catch (Exception exception)
#pragma warning restore CA1031
        {
            utf8 = default;

            // A type the serialiser does not support fails for every answer; anything else may be this answer's own fault.
            problem = new BatchFailure(
                exception is NotSupportedException ? FailureClass.Configuration : FailureClass.InvalidResponse,
                $"The result cannot be saved as JSON. {exception.GetType().Name}: {exception.Message}");
            return false;
        }

        problem = null;
        return true;
    }

    /// <summary>A result as text, to keep with a failure; <see langword="null"/> when it cannot be written.</summary>
    public string? TryText(TResult value) => TrySerialize(value, out var utf8, out _) ? System.Text.Encoding.UTF8.GetString(utf8.Span) : null;

    /// <summary>Reads a text that <see cref="TryText"/> wrote, and no other.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public TResult Restore(string text) =>
        JsonSerializer.Deserialize(text, typeInfo) is { } value && string.Equals(TryText(value), text, StringComparison.Ordinal)
            ? value
            : throw new JsonException("The kept answer is not a result as it is recorded, and nobody says how to read it.");

    /// <exception cref="JsonException">The recorded JSON does not fit the type.</exception>
    public TResult? Deserialize(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, typeInfo);
}
