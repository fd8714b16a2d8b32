using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>An answer in the form of OpenAI's chat completions: whole, or as server-sent events.</summary>
internal sealed record OpenAiCompletion(string Id, string Model, long Created, FinishedAnswer Answer)
{
    private const string Fingerprint = "fp_simulated";

    public WireReply Whole() => new(StatusCodes.Status200OK, "application/json", JsonBytes.Of(this, static (json, completion) =>
    {
        completion.WriteStart(json, "chat.completion");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", completion.Answer.IsRefusal ? null : completion.Answer.Text);
        json.WriteString("refusal", completion.Answer.IsRefusal ? completion.Answer.Text : null);
        json.WriteStartArray("annotations");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", completion.Answer.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json, completion.Answer.Usage);
        json.WriteEndObject();
    }));

    /// <summary>Cuts it into events: the role, the text piece by piece, the end, the usage if wanted.</summary>
    public WireReply InPieces(bool withUsage)
    {
        var name = Answer.IsRefusal ? "refusal" : "content";
        List<ReadOnlyMemory<byte>> events = [Event(withUsage, json =>
        {
            json.WriteString("role", "assistant");
            json.WriteString("content", Answer.IsRefusal ? null : "");
            json.WriteString("refusal", Answer.IsRefusal ? "" : null);
        })];
        events.AddRange(TextPieces.Of(Answer.Text).Select(piece => Event(withUsage, json => json.WriteString(name, piece))));
        events.Add(Event(withUsage, static _ => { }, Answer.FinishReason));
        if (withUsage)
        {
            events.Add(UsageEvent());
        }

        events.Add("data: [DONE]\n\n"u8.ToArray());
        return new WireReply(StatusCodes.Status200OK, "text/event-stream; charset=utf-8", events, InPieces: true);
    }

    private static ReadOnlyMemory<byte> EventOf(Action<Utf8JsonWriter> write) =>
        JsonBytes.Of(write, static (json, write) => write(json), "data: "u8, "\n\n"u8);

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.InputTokens);
        json.WriteNumber("completion_tokens", usage.OutputTokens);
        json.WriteNumber("total_tokens", usage.InputTokens + usage.OutputTokens);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedInputTokens);
        json.WriteNumber("audio_tokens", 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", 0);
        json.WriteNumber("audio_tokens", 0);
        json.WriteNumber("accepted_prediction_tokens", 0);
        json.WriteNumber("rejected_prediction_tokens", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private ReadOnlyMemory<byte> Event(bool withUsage, Action<Utf8JsonWriter> writeDelta, string? finishReason = null) => EventOf(json =>
    {
        WriteStart(json, "chat.completion.chunk");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("delta");
        writeDelta(json);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", finishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (withUsage)
        {
            json.WriteNull("usage");
        }

        json.WriteEndObject();
    });

    private ReadOnlyMemory<byte> UsageEvent() => EventOf(json =>
    {
        WriteStart(json, "chat.completion.chunk");
        json.WriteStartArray("choices");
        json.WriteEndArray();
        WriteUsage(json, Answer.Usage);
        json.WriteEndObject();
    });

    private void WriteStart(Utf8JsonWriter json, string kind)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("object", kind);
        json.WriteNumber("created", Created);
        json.WriteString("model", Model);
        json.WriteString("service_tier", "default");
        json.WriteString("system_fingerprint", Fingerprint);
    }
}
