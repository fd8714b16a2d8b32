namespace PersonaBatch;

/// <summary>What decides how many calls are in flight, between <see cref="ConcurrencyOptions.MinWorkers"/> and <see cref="ConcurrencyOptions.MaxWorkers"/>. The provider's limits hold in every mode.</summary>
public enum BatchMode
{
    /// <summary>How the provider answers; the rule is <see cref="ConcurrencyOptions.Algorithm"/>.</summary>
    Adaptive,

    /// <summary><see cref="ConcurrencyOptions.MaxWorkers"/> at all times.</summary>
    Fixed,

    /// <summary>The queue: one more while it is full, one less while it is empty. How the provider answers plays no part.</summary>
    Backpressure,
}
