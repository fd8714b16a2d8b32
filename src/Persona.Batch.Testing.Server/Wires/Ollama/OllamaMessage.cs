namespace PersonaBatch.Testing;

/// <summary>One message of a request.</summary>
internal sealed record OllamaMessage
{
    public string? Role { get; init; }

    public string? Content { get; init; }
}
