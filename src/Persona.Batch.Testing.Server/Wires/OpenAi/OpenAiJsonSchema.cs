using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>The schema a request asks its answer to follow.</summary>
internal sealed record OpenAiJsonSchema
{
    public string? Name { get; init; }

    public JsonElement? Schema { get; init; }
}
