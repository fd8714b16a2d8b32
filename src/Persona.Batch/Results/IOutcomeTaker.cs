namespace PersonaBatch;

/// <summary>Takes each item's end: the checkpoint first where there is one, then the desk that hands it out.</summary>
internal interface IOutcomeTaker<TItem, TResult>
{
    /// <summary>Gets a value indicating whether so much waits to be saved that no new call should start.</summary>
    bool IsBehind { get; }

    /// <summary>Takes one end. The caller holds the gate.</summary>
    void TakeNeedsLock(in ItemEnd<TItem, TResult> end);
}
