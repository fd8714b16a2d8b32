using System.Text.Json.Serialization;

namespace PersonaBatch.Testing;

/// <summary>The body of a message's request: the fields that matter here; others are passed over.</summary>
internal sealed record AnthropicRequest
{
    public string? Model { get; init; }

    public int? MaxTokens { get; init; }

    [JsonConverter(typeof(ContentConverter))]
    public string? System { get; init; }

    public IReadOnlyList<AnthropicMessage>? Messages { get; init; }

    public bool? Stream { get; init; }

    public AnthropicOutputConfig? OutputConfig { get; init; }

    /// <summary>Gets the form of answer, where it stood before there was <see cref="OutputConfig"/>.</summary>
    public AnthropicOutputFormat? OutputFormat { get; init; }

    public IReadOnlyList<AnthropicTool>? Tools { get; init; }

    public AnthropicToolChoice? ToolChoice { get; init; }
}
