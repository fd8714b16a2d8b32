namespace PersonaBatch;

/// <summary>How a run went, with its items in input order. Immutable; safe for concurrent use.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
public sealed class BatchResult<TItem, TResult> : BatchSummary
{
    internal BatchResult(BatchSummary summary, IReadOnlyList<ItemOutcome<TItem, TResult>> outcomes)
        : base(summary)
    {
        Outcomes = outcomes;
        Succeeded = [.. outcomes.Where(static outcome => outcome.Status == ItemStatus.Succeeded)];
        Failed = [.. outcomes.Where(static outcome => outcome.Status == ItemStatus.Failed)];
    }

    /// <summary>Gets every outcome. Empty when <see cref="BatchRunOptions.KeepOutcomes"/> is off.</summary>
    public IReadOnlyList<ItemOutcome<TItem, TResult>> Outcomes { get; }

    /// <summary>Gets the outcomes with a result.</summary>
    public IReadOnlyList<ItemOutcome<TItem, TResult>> Succeeded { get; }

    /// <summary>Gets the outcomes that failed for good; skipped and aborted ones are not among them.</summary>
    public IReadOnlyList<ItemOutcome<TItem, TResult>> Failed { get; }

    /// <summary>Gets the results of the succeeded items.</summary>
    public IEnumerable<TResult> Values => Succeeded.Select(static outcome => outcome.Value!);
}
