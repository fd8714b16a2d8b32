namespace PersonaBatch;

/// <summary>What earlier runs of a batch spent on an item that runs again.</summary>
internal sealed record PriorRuns(int Attempts, TokenUsage? Usage, decimal? CostUsd, BatchFailure? Failure);
