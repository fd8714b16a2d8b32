namespace PersonaBatch.Tests.Failover;

/// <summary>The limits of one of several providers; 0 = none.</summary>
internal sealed record FailoverLimits(int RequestLimit, int TokenLimit, int Places)
{
    /// <summary>The most output tokens of a call.</summary>
    public const int MostOutput = 50;

    public int? Requests => RequestLimit == 0 ? null : RequestLimit;

    /// <summary>Gets a limit that holds the largest call.</summary>
    public int? Tokens => TokenLimit < 200 ? null : TokenLimit;

    public int? Concurrent => Places == 0 ? null : Places;

    public ProviderOptions Options => new() { RequestsPerMinute = Requests, TokensPerMinute = Tokens, MaxConcurrent = Concurrent };
}
