namespace PersonaBatch.Testing;

/// <summary>What a limit counts.</summary>
internal enum LimitUnit
{
    Requests,

    /// <summary>Input and the most output together.</summary>
    Tokens,

    InputTokens,
    OutputTokens,
}
