namespace PersonaBatch;

/// <summary>The rule by which <see cref="BatchMode.Adaptive"/> moves the number of calls in flight.</summary>
public enum ConcurrencyAlgorithm
{
    /// <summary>The best rule the library has; at present <see cref="Windowed"/>.</summary>
    Auto,

    /// <summary>Success rate and mean latency of the last 20 answers; see <see cref="AdaptiveConcurrency"/>.</summary>
    Windowed,
}
