namespace PersonaBatch;

/// <summary>How many calls may be in flight, and what moves that number.</summary>
public sealed class ConcurrencyOptions
{
    internal const int MostWorkers = 10_000;
    internal const int DefaultMaxWorkers = 20;

    /// <summary>Gets or sets the lowest number of calls in flight, where <see cref="BatchMode.Adaptive"/> and <see cref="BatchMode.Backpressure"/> begin.</summary>
    /// <value>Default 1. Range 1 to 10,000, and at most <see cref="MaxWorkers"/>.</value>
    public int MinWorkers { get; set; } = 1;

    /// <summary>Gets or sets the highest number of calls in flight; in <see cref="BatchMode.Fixed"/> the number at all times.</summary>
    /// <value>Default <see langword="null"/>: 20. Range 1 to 10,000.</value>
    public int? MaxWorkers { get; set; }

    /// <summary>Gets or sets the rule of <see cref="BatchMode.Adaptive"/>.</summary>
    /// <value>Default <see cref="ConcurrencyAlgorithm.Auto"/>.</value>
    public ConcurrencyAlgorithm Algorithm { get; set; }

    /// <summary>Gets or sets the mean latency below which concurrency may rise; above twice of it, it falls.</summary>
    /// <value>Default 5,000 ms. Range 1 to 86,400,000.</value>
    public int TargetLatencyMs { get; set; } = 5000;

    /// <summary>Gets or sets the share of successes above which concurrency may rise.</summary>
    /// <value>Default 0.9. Range <see cref="DecreaseThreshold"/> to 1; at 1 it never rises.</value>
    public double SuccessThreshold { get; set; } = 0.9;

    /// <summary>Gets or sets the share of successes below which concurrency falls.</summary>
    /// <value>Default 0.8. Range 0 to <see cref="SuccessThreshold"/>.</value>
    public double DecreaseThreshold { get; set; } = 0.8;
}
