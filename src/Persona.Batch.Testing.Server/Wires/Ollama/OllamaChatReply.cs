using System.Globalization;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>An answer in the form of Ollama's chat: whole, or line by line.</summary>
/// <param name="Model">The model.</param>
/// <param name="Answer">What it says.</param>
/// <param name="Moment">When it is made.</param>
internal sealed record OllamaChatReply(string Model, FinishedAnswer Answer, ReplyMoment Moment)
{
    // A fifth of the time reads the prompt, the rest writes the answer: about what a small model does.
    private const double ReadingShare = 0.2;

    /// <summary>Gives the answer to a chat without messages.</summary>
    public static WireReply Loaded(string model, DateTimeOffset now) =>
        new OllamaChatReply(model, new FinishedAnswer("", IsRefusal: false, "load", default), new ReplyMoment(0, TimeSpan.Zero, now)).Whole();

    public WireReply Whole() => new(StatusCodes.Status200OK, "application/json; charset=utf-8", JsonBytes.Of(this, static (json, reply) => reply.WriteEnd(json, reply.Answer.Text)));

    /// <summary>Cuts it into lines: the text piece by piece, then the end with its counts.</summary>
    public WireReply InPieces()
    {
        ReadOnlyMemory<byte>[] lines =
        [
            .. TextPieces.Of(Answer.Text).Select(piece => JsonBytes.Of((Reply: this, piece), static (json, state) => state.Reply.WritePiece(json, state.piece), after: "\n"u8)),
            JsonBytes.Of(this, static (json, reply) => reply.WriteEnd(json, ""), after: "\n"u8),
        ];
        return new WireReply(StatusCodes.Status200OK, "application/x-ndjson", lines, InPieces: true);
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private void WritePiece(Utf8JsonWriter json, string piece)
    {
        WriteStart(json, piece);
        json.WriteBoolean("done", false);
        json.WriteEndObject();
    }

    private void WriteEnd(Utf8JsonWriter json, string text)
    {
        WriteStart(json, text);
        json.WriteString("done_reason", Answer.FinishReason);
        json.WriteBoolean("done", true);
        json.WriteNumber("total_duration", Nanoseconds(Moment.Elapsed));
        json.WriteNumber("load_duration", 0);
        json.WriteNumber("prompt_eval_count", Answer.Usage.InputTokens);
        json.WriteNumber("prompt_eval_duration", Nanoseconds(Moment.Elapsed * ReadingShare));
        json.WriteNumber("eval_count", Answer.Usage.OutputTokens);
        json.WriteNumber("eval_duration", Nanoseconds(Moment.Elapsed * (1 - ReadingShare)));
        json.WriteEndObject();
    }

    private void WriteStart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteString("created_at", Moment.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", text);
        json.WriteEndObject();
    }
}
