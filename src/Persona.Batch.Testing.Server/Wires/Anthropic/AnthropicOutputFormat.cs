using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>The form of answer a request asks for.</summary>
internal sealed record AnthropicOutputFormat
{
    public string? Type { get; init; }

    public JsonElement? Schema { get; init; }
}
