namespace PersonaBatch.Testing;

/// <summary>Whether the answer must call a tool, and which.</summary>
internal sealed record AnthropicToolChoice
{
    public string? Type { get; init; }

    public string? Name { get; init; }
}
