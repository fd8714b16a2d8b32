using System.Globalization;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>An answer in the form of Gemini's chat completions, which say less than OpenAI's: whole, or as server-sent events.</summary>
/// <param name="Moment">When it is made.</param>
/// <param name="Model">The model.</param>
/// <param name="Answer">What it says.</param>
internal sealed record GeminiCompletion(ReplyMoment Moment, string Model, FinishedAnswer Answer)
{
    private string FinishReason => Answer.IsRefusal ? "content_filter" : Answer.FinishReason;

    public WireReply Whole() => new(StatusCodes.Status200OK, "application/json; charset=UTF-8", JsonBytes.Of(this, static (json, completion) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteString("finish_reason", completion.FinishReason);
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("content", completion.Answer.Text);
        json.WriteString("role", "assistant");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        completion.WriteFacts(json, "chat.completion", withUsage: true);
        json.WriteEndObject();
    }));

    /// <summary>Cuts it into events: the text piece by piece; the last piece has the end, and the usage if wanted.</summary>
    public WireReply InPieces(bool withUsage)
    {
        string[] pieces = [.. TextPieces.Of(Answer.Text).DefaultIfEmpty("")];
        ReadOnlyMemory<byte>[] events =
        [
            .. pieces[..^1].Select(piece => Event(piece, isLast: false, withUsage: false)),
            Event(pieces[^1], isLast: true, withUsage),
            "data: [DONE]\n\n"u8.ToArray(),
        ];
        return new WireReply(StatusCodes.Status200OK, "text/event-stream", events, InPieces: true);
    }

    private ReadOnlyMemory<byte> Event(string piece, bool isLast, bool withUsage) => JsonBytes.Of(
        (Completion: this, piece, isLast, withUsage),
        static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("choices");
            json.WriteStartObject();
            json.WriteStartObject("delta");
            json.WriteString("content", state.piece);
            json.WriteString("role", "assistant");
            json.WriteEndObject();
            if (state.isLast)
            {
                json.WriteString("finish_reason", state.Completion.FinishReason);
            }

            json.WriteNumber("index", 0);
            json.WriteEndObject();
            json.WriteEndArray();
            state.Completion.WriteFacts(json, "chat.completion.chunk", state.withUsage);
            json.WriteEndObject();
        },
        "data: "u8,
        "\n\n"u8);

    private void WriteFacts(Utf8JsonWriter json, string kind, bool withUsage)
    {
        json.WriteNumber("created", Moment.Now.ToUnixTimeSeconds());
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{Moment.CallNumber:x22}"));
        json.WriteString("model", Model);
        json.WriteString("object", kind);
        if (withUsage)
        {
            WriteUsage(json, Answer.Usage);
        }
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("completion_tokens", usage.OutputTokens);
        json.WriteNumber("prompt_tokens", usage.InputTokens);
        if (usage.CachedInputTokens > 0)
        {
            json.WriteStartObject("prompt_tokens_details");
            json.WriteNumber("cached_tokens", usage.CachedInputTokens);
            json.WriteEndObject();
        }

        json.WriteNumber("total_tokens", usage.InputTokens + usage.OutputTokens);
        json.WriteEndObject();
    }
}
