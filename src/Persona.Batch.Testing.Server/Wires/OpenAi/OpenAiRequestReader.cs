using System.Globalization;
using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>Reads the request of a chat completion, for OpenAI's wire and those who imitate it.</summary>
internal static class OpenAiRequestReader
{
    /// <summary>Reads it.</summary>
    /// <param name="body">The body; <see langword="null"/> when it was too long to read.</param>
    /// <param name="refuse">Puts what is wrong with it into the words of the wire.</param>
    public static WireRequest Read(ReadOnlyMemory<byte>? body, Func<OpenAiError, WireReply> refuse)
    {
        if (body is not { } bytes)
        {
            return WireRequest.Answered(refuse(OpenAiError.Invalid("The request body is above 10 MB, the most this simulated server reads.", status: 413)));
        }

        try
        {
            var request = JsonSerializer.Deserialize(bytes.Span, OpenAiJson.Default.OpenAiChatRequest);
            return request is null ? WireRequest.Answered(refuse(Unreadable())) : FaultOf(request) is { } fault ? WireRequest.Answered(refuse(fault)) : Asking(request);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair.
            return WireRequest.Answered(refuse(Unreadable()));
        }
    }

    private static OpenAiError Unreadable() => OpenAiError.Invalid(
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. "
        + "The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have trouble figuring out how to fix this, "
        + "please contact us through our help center at help.openai.com.)");

    private static OpenAiError? FaultOf(OpenAiChatRequest request) => request switch
    {
        { Model: null or "" } => OpenAiError.Invalid("you must provide a model parameter"),
        { Messages: null } => OpenAiError.Invalid("Missing required parameter: 'messages'.", "messages", "missing_required_parameter"),
        { Messages.Count: 0 } => OpenAiError.Invalid(
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
            "messages",
            "empty_array"),
        { MaxTokens: not null, MaxCompletionTokens: not null } => OpenAiError.Invalid(
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
            code: "invalid_parameter_combination"),
        { MaxTokens: { } most and < 1 } => TooSmall("max_tokens", most),
        { MaxCompletionTokens: { } most and < 1 } => TooSmall("max_completion_tokens", most),
        { Choices: { } choices and < 1 } => TooSmall("n", choices),
        { Choices: { } choices and > 1 } => OpenAiError.Invalid(
            string.Create(CultureInfo.InvariantCulture, $"Invalid 'n': integer above maximum value. Expected a value <= 1, but got {choices} instead."),
            "n",
            "integer_above_max_value"),
        _ => request.Messages.Any(message => string.IsNullOrEmpty(message?.Role))
            ? OpenAiError.Invalid("Missing required parameter: 'messages[].role'.", "messages", "missing_required_parameter")
            : null,
    };

    private static OpenAiError TooSmall(string name, int value) => OpenAiError.Invalid(
        string.Create(CultureInfo.InvariantCulture, $"Invalid '{name}': integer below minimum value. Expected a value >= 1, but got {value} instead."),
        name,
        "integer_below_min_value");

    private static WireRequest Asking(OpenAiChatRequest request)
    {
        SimulatedMessage[] messages = [.. request.Messages!.Select(message => new SimulatedMessage(message.Role!, message.Content ?? ""))];
        var prompt = new SimulatedRequest(request.Model!, messages)
        {
            MaxTokens = request.MaxCompletionTokens ?? request.MaxTokens,
            Stream = request.Stream ?? false,
            ResponseFormat = request.ResponseFormat is { Type: { } type } format
                ? new SimulatedResponseFormat(type, format.JsonSchema?.Name, format.JsonSchema?.Schema?.GetRawText())
                : null,
        };
        return WireRequest.Asking(prompt) with { UsageInStream = request.StreamOptions?.IncludeUsage ?? false };
    }
}
