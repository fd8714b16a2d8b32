namespace PersonaBatch;

/// <summary>How many calls may be in flight.</summary>
public sealed class ConcurrencyOptions
{
    internal const int MostWorkers = 10_000;
    internal const int DefaultFixedWorkers = 20;

    /// <summary>Gets or sets the highest number of calls in flight.</summary>
    /// <value>Default <see langword="null"/>: 20. Range 1 to 10,000.</value>
    public int? MaxWorkers { get; set; }
}
