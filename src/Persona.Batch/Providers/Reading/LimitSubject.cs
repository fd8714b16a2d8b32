namespace PersonaBatch;

/// <summary>What a limit counts, as a provider's words name it.</summary>
internal enum LimitSubject
{
    Unnamed,
    Requests,

    /// <summary>Input and output together.</summary>
    Tokens,
    InputTokens,
    OutputTokens,
}
