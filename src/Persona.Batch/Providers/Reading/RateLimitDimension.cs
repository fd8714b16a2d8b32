namespace PersonaBatch;

/// <summary>What was said of one kind of limit whose period nobody names. Pure.</summary>
/// <param name="Limit">How many in a period, above zero.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="Reset">Time until all are there again.</param>
/// <param name="Grain">By how much <paramref name="Reset"/> may be rounded up.</param>
/// <param name="Period">The period, where the provider does name it.</param>
internal readonly record struct RateLimitDimension(int? Limit, int? Remaining, TimeSpan? Reset, TimeSpan Grain, TimeSpan? Period = null)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // From half a minute to one and a half: nobody has such periods but a minute, and clocks and roundings stay inside.
    private static readonly TimeSpan ShortestMinute = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestMinute = TimeSpan.FromSeconds(90);

    /// <summary>Gets it as a limit per minute, or nothing where it must be one of a longer period. Where nothing speaks against it (full,
    /// reset rounded to zero), a limit of unnamed period is one.</summary>
    /// <remarks>A shorter period is the same rate; what is left of it would mean nothing for a minute.</remarks>
    public RateLimitDimension PerMinute
    {
        get
        {
            if (SaysNothing || (Period ?? LeastPeriod) > LongestMinute)
            {
                return default;
            }

            return Period < ShortestMinute ? AsRate(Period.Value) : this;
        }
    }

    /// <summary>Gets a value indicating whether nothing is known, such as when all is -1.</summary>
    public bool SaysNothing => Limit is null && Remaining is null && !(Reset > TimeSpan.Zero);

    /// <summary>Gets the wait until an exhausted limit opens; without a number left it counts as exhausted, for only a refusal asks.</summary>
    public TimeSpan? Wait => Remaining is null or 0 && Reset > TimeSpan.Zero ? Reset : null;

    /// <summary>Gets the shortest period that fits: a bucket refills <c>limit - remaining</c> in <c>reset</c>, and <c>limit</c> in its period.</summary>
    /// <remarks>Remaining is rounded down, so less may really be used and the period be longer: it is a lower bound, and so is the
    /// reset itself, whatever the algorithm. Where a gateway counts to the end of a fixed minute it comes out too long while little is
    /// used: the limit is left out until more is, which costs a hint and misleads nobody.</remarks>
    public TimeSpan LeastPeriod
    {
        get
        {
            if (Reset - Grain is not { } reset || reset <= TimeSpan.Zero)
            {
                return TimeSpan.Zero;
            }

            var share = Limit is { } limit && Remaining is { } remaining && remaining < limit ? (double)limit / ((long)limit - remaining) : 1;
            return reset < GoDuration.Longest / share ? reset * share : GoDuration.Longest;
        }
    }

    private RateLimitDimension AsRate(TimeSpan period) => Limit is { } limit
        ? new RateLimitDimension((int)Math.Min(limit * (Minute / period), int.MaxValue), Remaining: null, Reset: null, Grain, Minute)
        : default;
}
