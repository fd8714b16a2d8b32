namespace PersonaBatch;

/// <summary>How and why a run ends early.</summary>
/// <param name="Termination">How.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Error">What must be thrown; <see langword="null"/> when the result says it all.</param>
internal sealed record RunEnding(BatchTermination Termination, string Reason, Exception? Error = null);
