namespace PersonaBatch;

/// <summary>What a provider said of its limits, per minute. What it did not say is <see langword="null"/>; no field may be negative.</summary>
/// <param name="RequestLimit">Calls a minute.</param>
/// <param name="RequestsRemaining">Calls left.</param>
/// <param name="RequestReset">Time until all of them are there again.</param>
/// <param name="TokenLimit">Tokens a minute, input and output together.</param>
/// <param name="TokensRemaining">Tokens left.</param>
/// <param name="TokenReset">Time until all of them are there again.</param>
/// <param name="InputTokenLimit">Input tokens a minute, where they have a limit of their own (Anthropic, Google).</param>
/// <param name="InputTokensRemaining">Input tokens left.</param>
/// <param name="InputTokenReset">Time until all of them are there again.</param>
/// <param name="OutputTokenLimit">Output tokens a minute, where they have a limit of their own.</param>
/// <param name="OutputTokensRemaining">Output tokens left.</param>
/// <param name="OutputTokenReset">Time until all of them are there again.</param>
public sealed record RateLimitReport(
    int? RequestLimit = null,
    int? RequestsRemaining = null,
    TimeSpan? RequestReset = null,
    int? TokenLimit = null,
    int? TokensRemaining = null,
    TimeSpan? TokenReset = null,
    int? InputTokenLimit = null,
    int? InputTokensRemaining = null,
    TimeSpan? InputTokenReset = null,
    int? OutputTokenLimit = null,
    int? OutputTokensRemaining = null,
    TimeSpan? OutputTokenReset = null);
