namespace PersonaBatch;

/// <summary>What one call was let through for. Settled exactly once, however the call ends.</summary>
/// <param name="SentAt">When, in seconds on the quota's clock.</param>
/// <param name="Input">Input tokens reserved.</param>
/// <param name="Output">Output tokens reserved on the output limit.</param>
/// <param name="MostOutput">Output tokens reserved on the total limit.</param>
/// <param name="EstimatedInput">The estimate behind <paramref name="Input"/>, uncorrected; 0 = there was none.</param>
/// <param name="IsBounded">Whether <paramref name="MostOutput"/> is a bound the provider knows: it is never given back, because providers do not either.</param>
internal readonly record struct Reservation(double SentAt, long Input, long Output, long MostOutput, long EstimatedInput, bool IsBounded)
{
    /// <summary>Gets the input tokens reserved on the input limit, which does not count what comes from the cache.</summary>
    public long UncachedInput { get; init; } = Input;

    /// <summary>Gets the input the call needs for sure: a correction by other calls is no property of this one.</summary>
    public long LeastInput => Math.Min(Input, EstimatedInput);

    /// <summary>Gets what the call needs of the total limit for sure; nor is a mean of other calls' outputs.</summary>
    public long Least => LeastInput + (IsBounded ? MostOutput : 0);

    /// <summary>Gets what the call needs of the input limit for sure.</summary>
    public long LeastUncachedInput => Math.Min(UncachedInput, EstimatedInput);

    /// <summary>Gets what was sent until and with this call.</summary>
    public SentSoFar Sent { get; init; }

    public long Total => Input + MostOutput;
}
