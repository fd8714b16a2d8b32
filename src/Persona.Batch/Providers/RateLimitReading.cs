namespace PersonaBatch;

/// <summary>What the headers of one answer said of the limits.</summary>
/// <param name="Report">The limits per minute; <see langword="null"/> = nothing.</param>
/// <param name="Wait">When the answer is a refusal without a hint: the time until what is used up is there again.</param>
internal readonly record struct RateLimitReading(RateLimitReport? Report, TimeSpan? Wait)
{
    public bool SaysNothing => Report is null && Wait is null;
}
