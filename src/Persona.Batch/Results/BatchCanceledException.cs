namespace PersonaBatch;

/// <summary>The caller's token was cancelled. Everything finished before is in <see cref="Summary"/> and in the checkpoint.</summary>
public sealed class BatchCanceledException : OperationCanceledException
{
    internal BatchCanceledException(BatchSummary summary, CancellationToken cancellationToken)
        : base($"Batch '{summary.BatchId}' was cancelled after {summary.Counts.Succeeded} of {summary.Counts.Accepted} items.", cancellationToken) =>
        Summary = summary;

    /// <summary>Gets how far the run came; a <see cref="BatchResult{TItem, TResult}"/> unless it was streamed.</summary>
    public BatchSummary Summary { get; }
}
