namespace PersonaBatch;

/// <summary>How a run stands at one instant. Plain data, ready for JSON.</summary>
/// <param name="BatchId">The batch's identity.</param>
/// <param name="State">What the run is doing.</param>
/// <param name="Counts">How many items were accepted and how they ended so far.</param>
/// <param name="Total">How many items there will be; <see langword="null"/> = unknown.</param>
/// <param name="InFlight">Calls sent and not yet answered.</param>
/// <param name="Waiting">Items waiting for another attempt.</param>
/// <param name="ConcurrencyLimit">How many calls may be in flight.</param>
/// <param name="ItemsPerMinute">Items that ended in the last minute, replayed ones excluded; scaled up while the run is younger than that.</param>
/// <param name="Usage">Tokens so far, earlier runs of the batch included.</param>
/// <param name="CostUsd">Their price in US dollars; <see langword="null"/> = unknown.</param>
/// <param name="Elapsed">Time since the run started.</param>
public sealed record BatchProgress(
    string BatchId,
    BatchState State,
    BatchCounts Counts,
    long? Total,
    int InFlight,
    int Waiting,
    int ConcurrencyLimit,
    double ItemsPerMinute,
    TokenUsage Usage,
    decimal? CostUsd,
    TimeSpan Elapsed);
