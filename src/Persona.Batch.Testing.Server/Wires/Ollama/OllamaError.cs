using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>An error as Ollama sends it.</summary>
internal sealed record OllamaError(int Status, string Message)
{
    public WireReply ToReply() => new(Status, "application/json; charset=utf-8", JsonBytes.Of(this, Write));

    /// <summary>Gives the line that ends a stream with it.</summary>
    public ReadOnlyMemory<byte> ToLine() => JsonBytes.Of(this, Write, after: "\n"u8);

    private static void Write(Utf8JsonWriter json, OllamaError error)
    {
        json.WriteStartObject();
        json.WriteString("error", error.Message);
        json.WriteEndObject();
    }
}
