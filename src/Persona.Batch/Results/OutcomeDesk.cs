namespace PersonaBatch;

/// <summary>Counts each end and hands its outcome out; knows when every accepted item has one.</summary>
internal sealed class OutcomeDesk<TItem, TResult>(Tally tally, IOutcomeSink<TItem, TResult> sink, Action consumed, string? firstProvider)
    : IOutcomeTaker<TItem, TResult>
{
    private long _lastSequence;

    public bool IsBehind => false;

    public void TakeNeedsLock(in ItemEnd<TItem, TResult> end) => HandOutNeedsLock(end, ++_lastSequence);

    /// <summary>Hands out an end under its number.</summary>
    public void HandOutNeedsLock(in ItemEnd<TItem, TResult> end, long sequence)
    {
        if (sink.WantsOutcomes)
        {
            sink.AddNeedsLock(end.ToOutcome(firstProvider, sequence));
        }

        if (!sink.DefersConsumption)
        {
            consumed();
        }

        tally.EndNeedsLock(end.Status, end.Replayed, end.Failure?.Class, end.Usage, end.CostUsd);
    }

    /// <summary>Counts an end that the user's store has already.</summary>
    public void PassNeedsLock(in ItemEnd<TItem, TResult> end)
    {
        consumed();
        tally.EndNeedsLock(end.Status, replayed: true, end.Failure?.Class, end.Usage, end.CostUsd);
    }

    /// <summary>Counts an end that could not be made durable, and so is not handed out.</summary>
    public void LoseNeedsLock(in ItemEnd<TItem, TResult> end)
    {
        consumed();
        tally.EndNeedsLock(ItemStatus.Aborted, replayed: false, failure: null, end.Usage, end.CostUsd);
    }
}
