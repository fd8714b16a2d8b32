namespace PersonaBatch;

/// <summary>The run ended before its whole input was done, or its source failed. Everything finished is in <see cref="Summary"/> or was handed out.</summary>
public sealed class BatchIncompleteException : Exception
{
    internal BatchIncompleteException(BatchSummary summary)
        : this(summary, $"Batch '{summary.BatchId}' ended early ({summary.Termination}): {summary.Reason}")
    {
    }

    internal BatchIncompleteException(BatchSummary summary, string message, Exception? innerException = null)
        : base(message, innerException) => Summary = summary;

    /// <summary>Gets how far the run came; a <see cref="BatchResult{TItem, TResult}"/> unless it was streamed.</summary>
    public BatchSummary Summary { get; }
}
