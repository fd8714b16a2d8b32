namespace PersonaBatch;

/// <summary>How many items ended how.</summary>
/// <param name="Accepted">Items read from the source. At the end of a run the four ways to end sum to it.</param>
/// <param name="Succeeded">With a result.</param>
/// <param name="Failed">Without a result, for good.</param>
/// <param name="Skipped">Never called, by an option.</param>
/// <param name="Aborted">The run ended first; they run again on resume.</param>
/// <param name="Replayed">Of the succeeded and failed ones, how many came from the checkpoint without a call.</param>
public readonly record struct BatchCounts(long Accepted, long Succeeded, long Failed, long Skipped, long Aborted, long Replayed);
