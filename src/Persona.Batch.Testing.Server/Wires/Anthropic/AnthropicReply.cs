using System.Globalization;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>An answer in the form of Anthropic's messages: whole, or as server-sent events.</summary>
/// <param name="Id">The number of its call.</param>
/// <param name="Model">The model.</param>
/// <param name="Answer">What it says.</param>
/// <param name="Tool">The tool it must call, if any.</param>
internal sealed record AnthropicReply(long Id, string Model, FinishedAnswer Answer, string? Tool)
{
    /// <summary>Gets the tool it calls: none when its text is no JSON, as a model that answers in words.</summary>
    private string? CalledTool { get; } = Tool is not null && IsObject(Answer.Text) ? Tool : null;

    private string StopReason => Answer switch
    {
        { IsRefusal: true } or { FinishReason: "content_filter" } => "refusal",
        { FinishReason: "stop" } => CalledTool is null ? "end_turn" : "tool_use",
        { FinishReason: "length" } => "max_tokens",
        _ => Answer.FinishReason,
    };

    public WireReply Whole() => new(StatusCodes.Status200OK, "application/json", JsonBytes.Of(this, static (json, reply) =>
    {
        reply.WriteStart(json);
        json.WriteStartObject();
        reply.WriteBlock(json, whole: true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("stop_reason", reply.StopReason);
        json.WriteNull("stop_sequence");
        json.WriteStartObject("usage");
        reply.WriteInput(json);
        json.WriteNumber("output_tokens", reply.Answer.Usage.OutputTokens);
        json.WriteString("service_tier", "standard");
        json.WriteEndObject();
        json.WriteEndObject();
    }));

    /// <summary>Cuts it into events: its start, the text piece by piece, its end.</summary>
    public WireReply InPieces()
    {
        List<ReadOnlyMemory<byte>> events =
        [
            Event("message_start"u8, WriteMessageStart),
            Event("content_block_start"u8, json =>
            {
                WriteType(json, "content_block_start");
                json.WriteStartObject("content_block");
                WriteBlock(json, whole: false);
                json.WriteEndObject();
            }),
            Event("ping"u8, static json => json.WriteString("type", "ping")),
            .. TextPieces.Of(Answer.Text).Select(piece => Event("content_block_delta"u8, json => WriteDelta(json, piece))),
            Event("content_block_stop"u8, static json => WriteType(json, "content_block_stop")),
            Event("message_delta"u8, WriteMessageDelta),
            Event("message_stop"u8, static json => json.WriteString("type", "message_stop")),
        ];
        return new WireReply(StatusCodes.Status200OK, "text/event-stream; charset=utf-8", events, InPieces: true);
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ReadOnlyMemory<byte> Event(ReadOnlySpan<byte> name, Action<Utf8JsonWriter> write) => JsonBytes.Of(
        write,
        static (json, write) =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        },
        [.. "event: "u8, .. name, .. "\ndata: "u8],
        "\n\n"u8);

    private static void WriteType(Utf8JsonWriter json, string type)
    {
        json.WriteString("type", type);
        json.WriteNumber("index", 0);
    }

    private void WriteStart(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"msg_{Id:x24}"));
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteStartArray("content");
    }

    private void WriteBlock(Utf8JsonWriter json, bool whole)
    {
        if (CalledTool is null)
        {
            json.WriteString("type", "text");
            json.WriteString("text", whole ? Answer.Text : "");
            return;
        }

        json.WriteString("type", "tool_use");
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"toolu_{Id:x24}"));
        json.WriteString("name", CalledTool);
        json.WritePropertyName("input");
        json.WriteRawValue(whole ? Answer.Text : "{}");
    }

    private void WriteMessageStart(Utf8JsonWriter json)
    {
        json.WriteString("type", "message_start");
        json.WritePropertyName("message");
        WriteStart(json);
        json.WriteEndArray();
        json.WriteNull("stop_reason");
        json.WriteNull("stop_sequence");
        json.WriteStartObject("usage");
        WriteInput(json);
        json.WriteNumber("output_tokens", 1);
        json.WriteString("service_tier", "standard");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteDelta(Utf8JsonWriter json, string piece)
    {
        WriteType(json, "content_block_delta");
        json.WriteStartObject("delta");
        json.WriteString("type", CalledTool is null ? "text_delta" : "input_json_delta");
        json.WriteString(CalledTool is null ? "text" : "partial_json", piece);
        json.WriteEndObject();
    }

    private void WriteMessageDelta(Utf8JsonWriter json)
    {
        json.WriteString("type", "message_delta");
        json.WriteStartObject("delta");
        json.WriteString("stop_reason", StopReason);
        json.WriteNull("stop_sequence");
        json.WriteEndObject();
        json.WriteStartObject("usage");
        WriteCounts(json);
        json.WriteNumber("output_tokens", Answer.Usage.OutputTokens);
        json.WriteEndObject();
    }

    private void WriteInput(Utf8JsonWriter json)
    {
        WriteCounts(json);
        json.WriteStartObject("cache_creation");
        json.WriteNumber("ephemeral_5m_input_tokens", Answer.Usage.CacheWriteTokens);
        json.WriteNumber("ephemeral_1h_input_tokens", 0);
        json.WriteEndObject();
    }

    /// <summary>Parts the input as Anthropic does: its three counts do not overlap.</summary>
    private void WriteCounts(Utf8JsonWriter json)
    {
        var usage = Answer.Usage;
        json.WriteNumber("input_tokens", Math.Max(0, usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens));
        json.WriteNumber("cache_creation_input_tokens", usage.CacheWriteTokens);
        json.WriteNumber("cache_read_input_tokens", usage.CachedInputTokens);
    }
}
