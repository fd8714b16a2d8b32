namespace PersonaBatch;

/// <summary>An item as its retry flow sees it.</summary>
internal interface IRetriedItem
{
    /// <summary>Enters the retry lane and waits until a worker has made the next attempt.</summary>
    Task<RetryStep> AttemptAgainAsync();

    /// <summary>Called when the run ended while the item was waiting.</summary>
    void WaitWasCut();
}
