namespace PersonaBatch;

/// <summary>How long things may take. All of them above zero, at most 24 days.</summary>
public sealed class TimeoutOptions
{
    /// <summary>Gets or sets the time of one call. An item that timed out gets twice as long the next time.</summary>
    /// <value>Default 10 minutes: far above any latency, because a call that is cut short is paid for and repeated. <c>HttpClient.Timeout</c> should be infinite.</value>
    public TimeSpan Attempt { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the time of one item from its first call on, waits included. A pause stops this clock.</summary>
    /// <value>Default <see langword="null"/>: none.</value>
    public TimeSpan? Item { get; set; }

    /// <summary>Gets or sets the time of one run. Then nothing new starts, and calls in flight get <see cref="Drain"/>.</summary>
    /// <value>Default <see langword="null"/>: none.</value>
    public TimeSpan? Batch { get; set; }

    /// <summary>Gets or sets how long calls in flight may go on after a stop: they are already paid for. Keep it below the host's shutdown timeout.</summary>
    /// <value>Default 20 seconds.</value>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(20);
}
