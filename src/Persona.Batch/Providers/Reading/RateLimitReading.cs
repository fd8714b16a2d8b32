namespace PersonaBatch;

/// <summary>What the headers of one answer said of the limits.</summary>
/// <param name="Report">The limits per minute; <see langword="null"/> = nothing.</param>
/// <param name="Wait">When the answer is a refusal without a hint: the time until what is used up is there again.</param>
/// <param name="IsUsedUp">Whether a limit of a day or longer is used up: a refusal is final.</param>
internal readonly record struct RateLimitReading(RateLimitReport? Report, TimeSpan? Wait, bool IsUsedUp = false)
{
    public bool SaysNothing => Report is null && Wait is null && !IsUsedUp;

    /// <summary>Puts together what was read of each kind of limit; what cannot be per minute is left out of the report.</summary>
    public static RateLimitReading Of(
        in RateLimitDimension requests, in RateLimitDimension tokens, in RateLimitDimension input = default, in RateLimitDimension output = default) => new(
        ReportOf(requests.PerMinute, tokens.PerMinute, input.PerMinute, output.PerMinute),
        Longer(Longer(requests.Wait, tokens.Wait), Longer(input.Wait, output.Wait)));

    private static RateLimitReport? ReportOf(
        in RateLimitDimension requests, in RateLimitDimension tokens, in RateLimitDimension input, in RateLimitDimension output) =>
        requests.SaysNothing && tokens.SaysNothing && input.SaysNothing && output.SaysNothing
            ? null
            : new RateLimitReport(
                requests.Limit, requests.Remaining, requests.Reset,
                tokens.Limit, tokens.Remaining, tokens.Reset,
                input.Limit, input.Remaining, input.Reset,
                output.Limit, output.Remaining, output.Reset);

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;
}
