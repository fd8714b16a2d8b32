using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>Writes JSON as providers do: text beyond ASCII unescaped.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one value, between a prefix and a suffix.</summary>
    public static ReadOnlyMemory<byte> Of<TState>(TState state, Action<Utf8JsonWriter, TState> write, ReadOnlySpan<byte> before = default, ReadOnlySpan<byte> after = default)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(before);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json, state);
        }

        buffer.Write(after);
        return buffer.WrittenMemory;
    }
}
