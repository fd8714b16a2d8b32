namespace PersonaBatch;

/// <summary>What must be done after the gate is left, because it runs code that is not ours or takes long.</summary>
internal struct Aftermath<TItem, TResult>
{
    /// <summary>An item whose retry flow must be started.</summary>
    public ItemWork<TItem, TResult>? Retry;

    /// <summary>How that flow begins.</summary>
    public RetryStep Step;

    /// <summary>How and why the run must end.</summary>
    public RunEnding? Ending;

    /// <summary>A wait that everybody on the quota shares, to be logged.</summary>
    public TimeSpan Cooldown;

    /// <summary>How many HTTP calls an attempt took; more than one is logged.</summary>
    public int PhysicalCalls;

    /// <summary>Whether the attempt sent HTTP that no handler of ours saw, to be logged.</summary>
    public bool IsUnseen;

    /// <summary>By how much the number of calls in flight may grow or must shrink, to be logged.</summary>
    public int LimitChange;

    /// <summary>What it is now.</summary>
    public int Limit;

    /// <summary>Providers that were left or are back, to be logged.</summary>
    public List<ProviderNews>? ProviderNews;

    /// <summary>A failed attempt, to be logged.</summary>
    public BatchFailure? Failure;

    /// <summary>Whose attempt it was.</summary>
    public string? ItemId;

    /// <summary>Which call of the item it was, from 1.</summary>
    public int Call;

    /// <summary>Items that failed for good, to be logged.</summary>
    public List<(string? ItemId, FailureClass Failure)>? LostItems;

    public void Lost(string? itemId, BatchFailure failure) => (LostItems ??= []).Add((itemId, failure.Class));

    public void FailedAttempt(string? itemId, int call, BatchFailure failure) => (ItemId, Call, Failure) = (itemId, call, failure);
}
