namespace PersonaBatch;

/// <summary>An item at work: from the moment a worker takes it until its outcome goes on. Used again for other items.</summary>
/// <remarks>All members belong to the pool's gate, but what a worker reads of the item during its call.</remarks>
internal sealed class ItemWork<TItem, TResult>(RetryTurns<TItem, TResult> turns) : IRetriedItem
{
    private TaskCompletionSource<RetryStep>? _turn;
    private bool _isRetried;
    private bool _isHeldBack;
    private long _stageStart;
    private long _queueTime;
    private long _throttleTime;
    private long _backoffTime;
    private long _providerTime;
    private ItemCost _cost;

#pragma warning disable CA1051 // a mutable struct: a property would count on a copy
    public AttemptTally Tally;
#pragma warning restore CA1051

    public BatchItem<TItem> Source { get; private set; }

    public BatchFailure? LastFailure { get; private set; }

    /// <summary>Gets the end of the item's time, in unpaused timestamps.</summary>
    public long Deadline { get; private set; }

    /// <summary>Gets the number of the next attempt, over restarts.</summary>
    public int NextAttempt => (Source.Prior?.Attempts ?? 0) + Tally.Attempts + 1;

    public int Generation => Source.Generation + Tally.InvalidResponses;

    /// <summary>Gets who was called last; <see langword="null"/> = nobody.</summary>
    public RunProvider<TItem, TResult>? Provider { get; private set; }

    /// <summary>Gets the place in the order of whoever failed last; -1 = nobody in this run.</summary>
    public int FailedAt => LastFailure is null ? -1 : Provider?.Place ?? -1;

    /// <summary>Gets what the call in flight reserved of the provider's limits.</summary>
    public Reservation Reservation { get; private set; }

    /// <summary>Gets or sets a value indicating whether somebody else may still look at this: a retry flow, or a call that was given up.</summary>
    public bool IsShared { get; set; }

    public void Assign(in BatchItem<TItem> source)
    {
        Source = source;
        Tally = default;
        LastFailure = source.Prior?.Failure;
        Deadline = long.MaxValue;
        IsShared = _isRetried = _isHeldBack = false;
        Provider = null;
        _turn = null;
        _cost = default;
        _stageStart = source.AdmittedAt;
        _queueTime = _throttleTime = _backoffTime = _providerTime = 0;
    }

    /// <summary>Lets go of the item's objects while the instance waits for the next one.</summary>
    public void Clear() => Assign(default);

    /// <summary>Notes that its turn has come and a limit of the provider holds it back.</summary>
    public void HeldBack(long now)
    {
        CountWait(now);
        _isHeldBack = true;
    }

    public void CallStarts(long now, long activeNow, long? itemTime, RunProvider<TItem, TResult> provider, in Reservation reservation)
    {
        CountWait(now);
        _isHeldBack = false;
        Provider = provider;
        Reservation = reservation;
        if (Tally.Calls == 0)
        {
            Deadline = activeNow + itemTime ?? long.MaxValue;
        }
    }

    public void CallEnded(long now, BatchFailure? failure, TokenUsage? usage)
    {
        _providerTime += now - _stageStart;
        _stageStart = now;
        LastFailure = failure;
        _cost.Add(usage, Provider!.Settings.Price);
    }

    public void BackoffEnded(long now, TaskCompletionSource<RetryStep> turn)
    {
        _backoffTime += now - _stageStart;
        _stageStart = now;
        _turn = turn;
    }

    /// <summary>Sends the item into its next wait.</summary>
    /// <returns><see langword="true"/> when it has no retry flow yet and needs one.</returns>
    public bool GoAgain(RetryStep step)
    {
        var isFirst = !_isRetried;
        _isRetried = IsShared = true;
        TellFlow(step);
        return isFirst;
    }

    /// <summary>Tells the retry flow, if one waits, what its attempt led to.</summary>
    public void TellFlow(RetryStep step)
    {
        var turn = _turn;
        _turn = null;
        turn?.SetResult(step);
    }

    public Task<RetryStep> AttemptAgainAsync()
    {
        var turn = new TaskCompletionSource<RetryStep>(TaskCreationOptions.RunContinuationsAsynchronously);
        turns.EnterRetryLane(this, turn);
        return turn.Task;
    }

    public void WaitWasCut() => turns.WaitWasCut(this);

    public ItemEnd<TItem, TResult> ToEnd(ItemStatus status, in AttemptEnd<TResult> last, BatchFailure? failure, bool namesProvider, TimeProvider time)
    {
        var prior = Source.Prior;
        return new ItemEnd<TItem, TResult>
        {
            Item = Source.Item,
            Id = Source.Id,
            Index = Source.Index,
            Status = status,
            Value = status == ItemStatus.Succeeded ? last.Value : default,
            Json = status == ItemStatus.Succeeded ? last.Json : default,
            Failure = failure,
            Attempts = NextAttempt - 1,
            Usage = _cost.UsageBehind(prior),
            CostUsd = _cost.UsdBehind(prior),
            Provider = namesProvider ? Provider?.Settings.Name : null,
            Timings = new ItemTimings(_queueTime.ToTimeSpan(time), _throttleTime.ToTimeSpan(time), _backoffTime.ToTimeSpan(time), _providerTime.ToTimeSpan(time)),
            Generation = Generation,
            Fingerprint = Source.Fingerprint,
        };
    }

    private void CountWait(long now)
    {
        if (Tally.Calls == 0 && !_isHeldBack)
        {
            _queueTime = now - _stageStart;
        }
        else
        {
            _throttleTime += now - _stageStart;
        }

        _stageStart = now;
    }
}
