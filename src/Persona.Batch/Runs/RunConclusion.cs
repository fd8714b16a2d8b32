using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Tells how a run went: what is logged, returned and thrown.</summary>
internal static class RunConclusion
{
    /// <summary>Concludes a run of which nothing is left.</summary>
    /// <param name="summary">How it went.</param>
    /// <param name="unsaved">What a blocked checkpoint could not take; <see langword="null"/> when it was not blocked.</param>
    /// <param name="error">What ended it, when an exception did.</param>
    /// <param name="logger">Where it is told.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <exception cref="CheckpointException">The checkpoint was blocked.</exception>
    /// <exception cref="BatchIncompleteException">The source failed.</exception>
    /// <exception cref="BatchCanceledException">The caller's token was cancelled.</exception>
    public static BatchSummary Of(
        BatchSummary summary, IReadOnlyList<RecordedOutcome>? unsaved, Exception? error, ILogger logger, CancellationToken cancellationToken)
    {
        Log(summary, logger);
        if (unsaved is not null)
        {
            throw new CheckpointException(
                CheckpointProblem.StorageBlocked,
                $"The checkpoint '{summary.CheckpointPath}' of batch '{summary.BatchId}' cannot be written: {error?.Message} "
                    + $"{unsaved.Count} outcomes are not saved and are attached as {nameof(CheckpointException.Unsaved)}. Free the disk or mend it, then run again.",
                error)
            { Unsaved = unsaved };
        }

        if (error is CheckpointException)
        {
            ExceptionDispatchInfo.Throw(error); // a record that went bad under the reader
        }

        if (error is not null)
        {
            throw new BatchIncompleteException(
                summary,
                $"Batch '{summary.BatchId}': {summary.Reason} Everything finished is {(summary.CheckpointPath is null ? "in Summary" : "saved")}.",
                error);
        }

        return summary.Termination == BatchTermination.Cancelled ? throw new BatchCanceledException(summary, cancellationToken) : summary;
    }

    private static void Log(BatchSummary summary, ILogger logger)
    {
        var counts = summary.Counts;
        BatchLog.Ended(
            logger, summary.BatchId, summary.Termination, summary.Reason, counts.Succeeded, counts.Failed, counts.Skipped, counts.Aborted, counts.Replayed);
        if (summary.Orphaned > 0)
        {
            BatchLog.Orphans(logger, summary.BatchId, summary.Orphaned);
        }
    }
}
