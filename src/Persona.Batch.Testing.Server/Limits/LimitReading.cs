namespace PersonaBatch.Testing;

/// <summary>What a limit tells its callers.</summary>
/// <param name="Unit">What it counts.</param>
/// <param name="Limit">How much in its window.</param>
/// <param name="Remaining">How much is left, 0 to the limit.</param>
/// <param name="Reset">How long until all of it is there again.</param>
internal readonly record struct LimitReading(LimitUnit Unit, long Limit, long Remaining, TimeSpan Reset)
{
    /// <summary>Gets the time it is for.</summary>
    public LimitWindow Window { get; init; }

    /// <summary>Gets the instant of the reset.</summary>
    public DateTimeOffset FullAt { get; init; }

    public long Used => Limit - Remaining;
}
