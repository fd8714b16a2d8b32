namespace PersonaBatch;

/// <summary>Keeps every outcome for the result, or none when only counts are wanted.</summary>
internal sealed class CollectingSink<TItem, TResult>(bool keep) : IOutcomeSink<TItem, TResult>
{
    private readonly List<ItemOutcome<TItem, TResult>> _outcomes = [];

    public bool WantsOutcomes => keep;

    public bool DefersConsumption => false;

    public void AddNeedsLock(ItemOutcome<TItem, TResult> outcome) => _outcomes.Add(outcome);

    /// <summary>Sorts what was kept into input order, once the run has ended.</summary>
    public BatchResult<TItem, TResult> ToResult(BatchSummary summary)
    {
        _outcomes.Sort(static (left, right) => left.Index.CompareTo(right.Index));
        return new BatchResult<TItem, TResult>(summary, _outcomes);
    }
}
