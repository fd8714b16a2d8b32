namespace PersonaBatch;

/// <summary>Where items come back when their wait is over, or was cut by the end of the run.</summary>
internal sealed class RetryTurns<TItem, TResult>(Lock gate, TimeProvider timeProvider, Action wakeNeedsLock)
{
    private Backlog<TItem, TResult> _backlog = null!;
    private ActiveCalls<TItem, TResult> _active = null!;
    private Settlement<TItem, TResult> _settlement = null!;

    /// <summary>Connects it, before the first item: the rooms it leads to are made with it.</summary>
    public void Open(Backlog<TItem, TResult> backlog, ActiveCalls<TItem, TResult> active, Settlement<TItem, TResult> settlement) =>
        (_backlog, _active, _settlement) = (backlog, active, settlement);

    /// <summary>Puts an item whose wait is over in the retry lane; the turn completes when its next attempt was made.</summary>
    public void EnterRetryLane(ItemWork<TItem, TResult> work, TaskCompletionSource<RetryStep> turn)
    {
        lock (gate)
        {
            var now = timeProvider.GetTimestamp();
            _backlog.BackoffEnds();
            work.BackoffEnded(now, turn);
            _backlog.EnqueueRetry(work);
            _active.ArmForItem(work.Deadline, now);
            wakeNeedsLock();
        }
    }

    /// <summary>Aborts an item whose wait was cut by the end of the run.</summary>
    public void WaitWasCut(ItemWork<TItem, TResult> work)
    {
        lock (gate)
        {
            _backlog.BackoffEnds();
            _settlement.Abort(work);
        }
    }
}
