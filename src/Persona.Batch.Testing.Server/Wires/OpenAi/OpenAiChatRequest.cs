using System.Text.Json.Serialization;

namespace PersonaBatch.Testing;

/// <summary>The body of a chat completion's request: the fields that matter here; others are passed over.</summary>
internal sealed record OpenAiChatRequest
{
    public string? Model { get; init; }

    public IReadOnlyList<OpenAiChatMessage>? Messages { get; init; }

    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    [JsonPropertyName("n")]
    public int? Choices { get; init; }

    public bool? Stream { get; init; }

    public OpenAiStreamOptions? StreamOptions { get; init; }

    public OpenAiResponseFormat? ResponseFormat { get; init; }
}
