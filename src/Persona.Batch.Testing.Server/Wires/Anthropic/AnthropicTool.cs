using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>A tool the answer may call.</summary>
internal sealed record AnthropicTool
{
    public string? Name { get; init; }

    public JsonElement? InputSchema { get; init; }
}
