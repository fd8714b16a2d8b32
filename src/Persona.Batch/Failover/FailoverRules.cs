namespace PersonaBatch;

/// <summary>The options of failover in timestamps of the run's clock.</summary>
/// <param name="After">The longest wait for a provider's limits.</param>
/// <param name="Failures">How many failures in a row break a provider.</param>
/// <param name="CoolDown">How long it is left alone then.</param>
/// <param name="PerSecond">Timestamps in a second.</param>
internal sealed record FailoverRules(long After, int Failures, long CoolDown, long PerSecond)
{
    public static FailoverRules Of(FailoverOptions options, TimeProvider timeProvider) => new(
        options.After.ToTimestamps(timeProvider), options.Failures, options.CoolDown.ToTimestamps(timeProvider), timeProvider.TimestampFrequency);

    /// <summary>How long a provider is left alone after a failure: at least as long as it asked for.</summary>
    public long RestAfter(BatchFailure failure) =>
        Math.Max(CoolDown, (long)Math.Ceiling((failure.RetryAfter ?? TimeSpan.Zero).TotalSeconds * PerSecond));
}
