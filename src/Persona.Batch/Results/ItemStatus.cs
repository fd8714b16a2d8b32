namespace PersonaBatch;

/// <summary>How one item ended.</summary>
public enum ItemStatus
{
    /// <summary>The provider gave a good answer; <see cref="ItemOutcome{TItem, TResult}.Value"/> holds it.</summary>
    Succeeded,

    /// <summary>The item failed for good in this run; <see cref="ItemOutcome{TItem, TResult}.Failure"/> says why.</summary>
    Failed,

    /// <summary>The item was never called, by an option of the run.</summary>
    Skipped,

    /// <summary>The run ended before the item could; it runs again when the batch is resumed.</summary>
    Aborted,
}
