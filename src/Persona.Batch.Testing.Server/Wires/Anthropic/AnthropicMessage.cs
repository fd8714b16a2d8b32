using System.Text.Json.Serialization;

namespace PersonaBatch.Testing;

/// <summary>One message of a request.</summary>
internal sealed record AnthropicMessage
{
    public string? Role { get; init; }

    [JsonConverter(typeof(ContentConverter))]
    public string? Content { get; init; }
}
