namespace PersonaBatch;

/// <summary>Where items come back when their wait is over.</summary>
internal interface IRetryTurns<TItem, TResult>
{
    /// <summary>Puts an item whose wait is over in the retry lane; the turn completes when its next attempt was made.</summary>
    void EnterRetryLane(ItemWork<TItem, TResult> work, TaskCompletionSource<RetryStep> turn);

    /// <summary>Aborts an item whose wait was cut by the end of the run.</summary>
    void WaitWasCut(ItemWork<TItem, TResult> work);
}
