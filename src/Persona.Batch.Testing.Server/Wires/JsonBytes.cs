using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>Writes JSON as providers do: text beyond ASCII unescaped.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" };

    /// <summary>Writes one value, between a prefix and a suffix.</summary>
    public static ReadOnlyMemory<byte> Of<TState>(TState state, Action<Utf8JsonWriter, TState> write, ReadOnlySpan<byte> before = default, ReadOnlySpan<byte> after = default) =>
        Of(state, write, Compact, before, after);

    /// <summary>Writes one value over several lines, between a prefix and a suffix.</summary>
    public static ReadOnlyMemory<byte> Indented<TState>(TState state, Action<Utf8JsonWriter, TState> write, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) =>
        Of(state, write, Readable, before, after);

    private static ReadOnlyMemory<byte> Of<TState>(
        TState state,
        Action<Utf8JsonWriter, TState> write,
        JsonWriterOptions options,
        ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> after)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(before);
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json, state);
        }

        buffer.Write(after);
        return buffer.WrittenMemory;
    }
}
