namespace PersonaBatch.Testing;

/// <summary>What the answer is to be like.</summary>
internal sealed record AnthropicOutputConfig
{
    public AnthropicOutputFormat? Format { get; init; }
}
