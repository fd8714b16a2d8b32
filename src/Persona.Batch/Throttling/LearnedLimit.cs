namespace PersonaBatch;

/// <summary>What a provider last said of one limit a minute: how much it is, and how much of it was left at a moment.</summary>
/// <param name="Limit">The limit; <see langword="null"/> = not told.</param>
/// <param name="Share">The share of it that was left.</param>
/// <param name="HeardAt">When that was, in seconds on the quota's clock.</param>
/// <param name="Sent">What was sent of it until then.</param>
internal readonly record struct LearnedLimit(int? Limit, double Share, double HeardAt, long Sent)
{
    private const double Minute = 60;

    public static readonly LearnedLimit Unknown = new(null, 1, 0, 0);

    /// <summary>Takes in what a report says; what it does not say stays.</summary>
    public LearnedLimit Learn(int? limit, int? remaining, double at, long sent)
    {
        var known = limit > 0 ? this with { Limit = limit } : this;
        return remaining >= 0 && limit > 0 ? known with { Share = (double)remaining.Value / limit.Value, HeardAt = at, Sent = sent } : known;
    }

    /// <summary>The share that is left now: it fills up in a minute, less what we sent since.</summary>
    public double LeftAt(double now, long sent) =>
        Limit is { } limit ? Math.Clamp(Share + ((now - HeardAt) / Minute) - ((double)(sent - Sent) / limit), 0, 1) : 1;
}
