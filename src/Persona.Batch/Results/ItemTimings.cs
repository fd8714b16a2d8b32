namespace PersonaBatch;

/// <summary>Where one item's time in this run went. Sums over all its attempts; zero for replayed items.</summary>
/// <param name="Queue">From admission to the first call.</param>
/// <param name="Throttle">Due, but held back: by a shared Retry-After, the retry ratio, a pause or the worker limit.</param>
/// <param name="Backoff">Waiting until the next attempt was due.</param>
/// <param name="Provider">In calls to the provider.</param>
public readonly record struct ItemTimings(TimeSpan Queue, TimeSpan Throttle, TimeSpan Backoff, TimeSpan Provider);
