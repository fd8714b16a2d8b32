namespace PersonaBatch.Testing;

/// <summary>The form of answer a request asks for.</summary>
internal sealed record OpenAiResponseFormat
{
    public string? Type { get; init; }

    public OpenAiJsonSchema? JsonSchema { get; init; }
}
