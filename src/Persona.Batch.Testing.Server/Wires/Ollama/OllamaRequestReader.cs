using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>Reads the request of a chat.</summary>
internal static class OllamaRequestReader
{
    private const string Latest = ":latest";

    /// <summary>Reads it. A chat without messages only loads the model.</summary>
    /// <param name="body">The body; <see langword="null"/> when it was too long to read.</param>
    /// <param name="load">Answers a chat without messages.</param>
    public static WireRequest Read(ReadOnlyMemory<byte>? body, Func<string, WireReply> load) =>
        !TryParse(body, out var request, out var error) ? WireRequest.Answered(error.ToReply())
            : ModelOf(request) is not { Length: > 0 } model ? Refused("model is required")
            : request.Messages is not { Count: > 0 } messages ? WireRequest.Answered(load(model))
            : messages.Any(static message => message?.Role is not ("system" or "user" or "assistant" or "tool")) ? Refused("invalid role")
            : Asking(request, model, messages);

    /// <summary>Reads the model that a question is about.</summary>
    public static string? ReadModel(ReadOnlyMemory<byte>? body) => TryParse(body, out var request, out _) ? ModelOf(request) : null;

    private static bool TryParse(
        ReadOnlyMemory<byte>? body,
        [NotNullWhen(true)] out OllamaChatRequest? request,
        [NotNullWhen(false)] out OllamaError? error)
    {
        request = null;
        error = body is null ? OllamaRefusals.Of(new Refusal(RefusalKind.BodyTooLarge), "")
            : body.Value.IsEmpty ? new OllamaError(400, "missing request body")
            : null;
        if (error is not null)
        {
            return false;
        }

        try
        {
            request = JsonSerializer.Deserialize(body!.Value.Span, OllamaJson.Default.OllamaChatRequest);
            error = request is null ? new OllamaError(400, "missing request body") : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair.
            error = new OllamaError(400, exception.Message);
        }

        return request is not null;
    }

    private static WireRequest Refused(string message) => WireRequest.Answered(new OllamaError(400, message).ToReply());

    // A model without a tag is its latest.
    private static string? ModelOf(OllamaChatRequest request) =>
        (request.Model ?? request.Name) is not { } name ? null
            : name.EndsWith(Latest, StringComparison.Ordinal) ? name[..^Latest.Length]
            : name;

    private static WireRequest Asking(OllamaChatRequest request, string model, IReadOnlyList<OllamaMessage> messages)
    {
        SimulatedMessage[] read = [.. messages.Select(static message => new SimulatedMessage(message.Role!, message.Content ?? ""))];
        return WireRequest.Asking(new SimulatedRequest(model, read)
        {
            MaxTokens = request.Options?.NumPredict is { } most and > 0 ? most : null,
            Stream = request.Stream ?? true,
            ResponseFormat = request.Format switch
            {
                { ValueKind: JsonValueKind.Object } schema => new SimulatedResponseFormat("json_schema", Schema: schema.GetRawText()),
                { ValueKind: JsonValueKind.String } text when text.ValueEquals("json"u8) => new SimulatedResponseFormat("json_object"),
                _ => null,
            },
        });
    }
}
