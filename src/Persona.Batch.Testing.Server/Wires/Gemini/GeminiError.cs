using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>An error as Gemini's dialect of chat completions sends it: within an array.</summary>
internal sealed record GeminiError(int Status, string Message, string Name, IReadOnlyList<GeminiDetail> Details)
{
    public GeminiError(int status, string message)
        : this(status, message, NameOf(status), [])
    {
    }

    public WireReply ToReply() => new(Status, "application/json; charset=UTF-8", JsonBytes.Indented(this, Write, "["u8, "\n]"u8));

    /// <summary>Gives the event that ends a stream with it.</summary>
    public ReadOnlyMemory<byte> ToEvent() => JsonBytes.Of(this, Write, "data: "u8, "\n\n"u8);

    private static string NameOf(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        501 => "UNIMPLEMENTED",
        503 => "UNAVAILABLE",
        408 or 504 => "DEADLINE_EXCEEDED",
        < 500 => "INVALID_ARGUMENT",
        _ => "INTERNAL",
    };

    private static void Write(Utf8JsonWriter json, GeminiError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber("code", error.Status);
        json.WriteString("message", error.Message);
        json.WriteString("status", error.Name);
        if (error.Details.Count > 0)
        {
            json.WriteStartArray("details");
            foreach (var detail in error.Details)
            {
                detail.Write(json);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
