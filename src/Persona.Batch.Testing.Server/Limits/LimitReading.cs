namespace PersonaBatch.Testing;

/// <summary>What a limit tells its callers.</summary>
/// <param name="Unit">What it counts.</param>
/// <param name="Limit">How much a minute.</param>
/// <param name="Remaining">How much is left, 0 to the limit.</param>
/// <param name="Reset">How long until all of it is there again.</param>
internal readonly record struct LimitReading(LimitUnit Unit, long Limit, long Remaining, TimeSpan Reset)
{
    public long Used => Limit - Remaining;
}
