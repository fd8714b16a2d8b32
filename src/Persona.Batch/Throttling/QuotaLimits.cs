namespace PersonaBatch;

/// <summary>Limits of one quota. <see langword="null"/> = none is known.</summary>
internal readonly record struct QuotaLimits(
    int? Concurrent = null,
    int? RequestsPerMinute = null,
    int? TokensPerMinute = null,
    int? InputTokensPerMinute = null,
    int? OutputTokensPerMinute = null,
    int? RequestsPerDay = null)
{
    /// <summary>What the user wrote.</summary>
    public static QuotaLimits Of(ProviderOptions? entry) => entry is null
        ? default
        : new QuotaLimits(
            entry.MaxConcurrent,
            entry.RequestsPerMinute,
            entry.TokensPerMinute,
            entry.InputTokensPerMinute,
            entry.OutputTokensPerMinute,
            entry.RequestsPerDay);

    /// <summary>The tighter one of each.</summary>
    public QuotaLimits And(in QuotaLimits other) => new(
        Least(Concurrent, other.Concurrent),
        Least(RequestsPerMinute, other.RequestsPerMinute),
        Least(TokensPerMinute, other.TokensPerMinute),
        Least(InputTokensPerMinute, other.InputTokensPerMinute),
        Least(OutputTokensPerMinute, other.OutputTokensPerMinute),
        Least(RequestsPerDay, other.RequestsPerDay));

    /// <summary>Each of these, and the other's where this has none.</summary>
    public QuotaLimits Or(in QuotaLimits other) => new(
        Concurrent ?? other.Concurrent,
        RequestsPerMinute ?? other.RequestsPerMinute,
        TokensPerMinute ?? other.TokensPerMinute,
        InputTokensPerMinute ?? other.InputTokensPerMinute,
        OutputTokensPerMinute ?? other.OutputTokensPerMinute,
        RequestsPerDay ?? other.RequestsPerDay);

    /// <summary>Each of these where the other has none.</summary>
    public QuotaLimits Without(in QuotaLimits other) => new(
        Unless(Concurrent, other.Concurrent),
        Unless(RequestsPerMinute, other.RequestsPerMinute),
        Unless(TokensPerMinute, other.TokensPerMinute),
        Unless(InputTokensPerMinute, other.InputTokensPerMinute),
        Unless(OutputTokensPerMinute, other.OutputTokensPerMinute),
        Unless(RequestsPerDay, other.RequestsPerDay));

    /// <summary>What is left of a preset once a provider has told its limits.</summary>
    public QuotaLimits ReplacedBy(in QuotaLimits told)
    {
        // Anthropic leaves the request headers out where there is no such limit.
        var knowsRequests = told.RequestsPerMinute is not null || (told.InputTokensPerMinute is not null && told.OutputTokensPerMinute is not null);
        return this with
        {
            Concurrent = knowsRequests ? null : Concurrent,
            RequestsPerMinute = knowsRequests ? null : RequestsPerMinute,
            TokensPerMinute = told.InputTokensPerMinute is null ? TokensPerMinute : null,
        };
    }

    private static int? Unless(int? one, int? other) => other is null ? one : null;

    private static int? Least(int? one, int? other) => one < other ? one : other ?? one;
}
