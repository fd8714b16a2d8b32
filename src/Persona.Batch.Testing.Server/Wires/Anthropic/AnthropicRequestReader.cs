using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>Reads the request of a message.</summary>
internal static class AnthropicRequestReader
{
    /// <summary>Reads it.</summary>
    /// <param name="body">The body; <see langword="null"/> when it was too long to read.</param>
    /// <param name="callNumber">The call's number.</param>
    public static WireRequest Read(ReadOnlyMemory<byte>? body, long callNumber)
    {
        if (body is not { } bytes)
        {
            return WireRequest.Answered(AnthropicRefusals.Of(new Refusal(RefusalKind.BodyTooLarge), "").ToReply(callNumber));
        }

        try
        {
            var request = JsonSerializer.Deserialize(bytes.Span, AnthropicJson.Default.AnthropicRequest);
            return request is null ? Refused("The request body is not valid JSON: null is no object", callNumber)
                : FaultOf(request) is { } fault ? Refused(fault, callNumber)
                : Asking(request);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair.
            return Refused($"The request body is not valid JSON: {exception.Message}", callNumber);
        }
    }

    private static WireRequest Refused(string message, long callNumber) => WireRequest.Answered(AnthropicError.Invalid(message).ToReply(callNumber));

    private static string? FaultOf(AnthropicRequest request) => request switch
    {
        { Model: null or "" } => "model: Field required",
        { MaxTokens: null } => "max_tokens: Field required",
        { MaxTokens: < 1 } => "max_tokens: Input should be greater than or equal to 1",
        { Messages: null } => "messages: Field required",
        { Messages.Count: 0 } => "messages: at least one message is required",
        _ when request.Messages.Any(static message => message?.Role is null) => "messages.role: Field required",
        _ => request.Messages.Select(static message => message.Role).FirstOrDefault(static role => role is not ("user" or "assistant")) is { } role
            ? $"messages: Unexpected role \"{role}\". Allowed roles are \"user\" or \"assistant\"."
            : null,
    };

    private static WireRequest Asking(AnthropicRequest request)
    {
        // The system prompt is the first message, as on other wires: the same prompt has the same key everywhere.
        var messages = request.Messages!.Select(static message => new SimulatedMessage(message.Role!, message.Content ?? ""));
        var tool = ToolOf(request);
        var prompt = new SimulatedRequest(request.Model!, [.. request.System is { } system ? messages.Prepend(new SimulatedMessage("system", system)) : messages])
        {
            MaxTokens = request.MaxTokens,
            Stream = request.Stream ?? false,
            ResponseFormat = tool is null ? FormatOf(request) : new SimulatedResponseFormat("json_schema", tool.Name, tool.InputSchema?.GetRawText()),
        };
        return WireRequest.Asking(prompt) with { Tool = tool?.Name };
    }

    private static SimulatedResponseFormat? FormatOf(AnthropicRequest request) =>
        (request.OutputConfig?.Format ?? request.OutputFormat) is { Type: { } type } format
            ? new SimulatedResponseFormat(type, Schema: format.Schema?.GetRawText())
            : null;

    /// <summary>Finds the tool that must be called: the usual way to structured output before there was a format.</summary>
    private static AnthropicTool? ToolOf(AnthropicRequest request) => request.ToolChoice?.Type switch
    {
        "tool" => request.Tools?.FirstOrDefault(tool => string.Equals(tool?.Name, request.ToolChoice.Name, StringComparison.Ordinal)),
        "any" => request.Tools is [var first, ..] ? first : null,
        _ => null,
    };
}
