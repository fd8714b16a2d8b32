using System.Text.Json;
using System.Text.Unicode;

namespace PersonaBatch;

/// <summary>Tells whether bytes may stand as a value in a line of JSON.</summary>
internal static class OneLineJson
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = 1 << 20 };

    /// <summary>Whether the bytes are UTF-8 and exactly one JSON value, without a line break of any kind.</summary>
    public static bool IsValue(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAny((byte)'\n', (byte)'\r') || !Utf8.IsValid(bytes))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes, AnyDepth);
            while (reader.Read())
            {
                // Anything behind the value is refused, too.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
