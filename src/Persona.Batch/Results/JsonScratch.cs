using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PersonaBatch;

/// <summary>A JSON writer and its memory, one for each thread: a result costs its own bytes only.</summary>
internal sealed class JsonScratch
{
    private const int LargestKept = 1 << 20;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = false };

    [ThreadStatic]
    private static JsonScratch? _free;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    private JsonScratch() => Writer = new Utf8JsonWriter(_buffer, Options);

    /// <summary>Gets the writer, at the beginning of a value.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>Takes the thread's own, or a new one when a converter is just using that.</summary>
    public static JsonScratch Take()
    {
        var scratch = _free ?? new JsonScratch();
        _free = null;
        return scratch;
    }

    /// <summary>Copies what was written and gives the memory back. After a failure it is not called, and the scratch is left to the collector.</summary>
    public byte[] Finish()
    {
        Writer.Flush();
        var written = _buffer.WrittenSpan.ToArray();
        _buffer.ResetWrittenCount();
        Writer.Reset(_buffer);
        if (_buffer.Capacity <= LargestKept)
        {
            _free = this;
        }

        return written;
    }
}
