namespace PersonaBatch;

/// <summary>Ends of items after which the run goes no further.</summary>
/// <remarks>Not safe for concurrent use: its callers hold the gate.</remarks>
internal sealed class StopRules(FailurePolicy onItemFailure, double? maxFailureRate)
{
    private readonly FailureRate? _failureRate = maxFailureRate is { } most ? new FailureRate(most) : null;

    /// <summary>Looks at one end, replayed or fresh.</summary>
    /// <returns>How and why the run ends; <see langword="null"/> when it goes on.</returns>
    public RunEnding? Look(ItemStatus status, bool replayed, string? id, BatchFailure? failure)
    {
        if (status == ItemStatus.Failed && onItemFailure == FailurePolicy.StopBatch)
        {
            return new RunEnding(BatchTermination.FailedFast, $"item '{id}' failed and the batch is all or nothing: {failure}");
        }

        var ran = !replayed && status is ItemStatus.Succeeded or ItemStatus.Failed;
        return ran && _failureRate?.Count(status == ItemStatus.Failed) == true
            ? new RunEnding(BatchTermination.FailureRateExceeded, $"most of the last items failed; the last one, '{id}': {failure}")
            : null;
    }
}
