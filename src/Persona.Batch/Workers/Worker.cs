namespace PersonaBatch;

/// <summary>Makes calls one after the other for as long as there is backlog and room under the limit, then retires; never parked.</summary>
#pragma warning disable CA1001 // a source without a timer holds nothing, and a late timeout may still touch it
internal sealed class Worker<TItem, TResult>(
    WorkerPool<TItem, TResult> pool,
    AttemptJudge<TItem, TResult> judge,
    StartedCalls? started) : IThreadPoolWorkItem
#pragma warning restore CA1001
{
    private const int MostItemsPerToken = 256; // registrations that users leave behind pile up on a token

    private CancellationTokenSource _cancellation = new();
    private int _itemsOnToken;
    private volatile AbortCause _cause;
    private ProviderCaller<TItem, TResult> _caller = null!; // of the call's provider, from Begin on
    private AttemptEnd<TResult> _end;
    private ProviderCall? _call;
    private ProviderBoundary? _boundary;

    // The rest belongs to the pool's gate.

    public ItemWork<TItem, TResult>? Work { get; private set; }

    public long StartedAt { get; private set; }

    /// <summary>Gets the timestamp at which the token was fired; 0 = it was not.</summary>
    public long FiredAt { get; private set; }

    /// <summary>Gets or sets a value indicating whether the call was given up: its item went on without it.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Gets or sets a value indicating whether it has not yet shown that its calls leave the thread.</summary>
    public bool IsStarting { get; set; }

    /// <summary>Gets or sets its place among the active ones.</summary>
    public int Place { get; set; }

    public AbortCause Cause => _cause;

    /// <summary>Gets the time of the call.</summary>
    public TimeSpan Allowed { get; private set; }

    public void Execute() => _ = RunAsync();

    public void Begin(ItemWork<TItem, TResult> work, long now, TimeSpan allowed)
    {
        if (FiredAt != 0 || ++_itemsOnToken > MostItemsPerToken)
        {
            _cancellation = new CancellationTokenSource();
            _itemsOnToken = 1;
        }

        Work = work;
        _caller = work.Provider!.Caller;
        StartedAt = now;
        Allowed = allowed;
        FiredAt = 0;
        _cause = AbortCause.None;
        _call = null;
        _boundary = null;
    }

    /// <summary>Takes back the work and how it ended.</summary>
    public ItemWork<TItem, TResult> Finish(out AttemptEnd<TResult> end)
    {
        var work = Work!;
        end = _end;
        Work = null;
        _end = default;
        return work;
    }

    /// <summary>Gives the call up: the caller goes on with the work, whatever the call's thread still does with this worker.</summary>
    public ItemWork<TItem, TResult> Abandon(out AttemptEnd<TResult> end)
    {
        IsAbandoned = true;
        end = AttemptJudge<TItem, TResult>.CutShort(_cause, Allowed, Volatile.Read(ref _call)?.Usage);
        var work = Work!;
        work.IsShared = true;
        Work = null;
        return work;
    }

    /// <summary>Notes why the token is about to be fired.</summary>
    public CancellationTokenSource Fire(AbortCause cause, long now)
    {
        _cause = cause;
        FiredAt = now;
        return _cancellation;
    }

    private async Task RunAsync()
    {
        while (pool.TryTakeNext(this))
        {
            var work = Work!;
            try
            {
                if (_caller.NeedsCall)
                {
                    Volatile.Write(ref _call, Describe(work));
                }

                started?.Start(work.Source.Id!);
                _boundary = ProviderBoundary.New(_cancellation.Token);
                var answer = _caller.CallAsync(work.Source.Item, _call, _boundary, _cancellation.Token);
                if (!answer.IsCompleted)
                {
                    pool.CallSuspended(this);
                }

                var value = await answer.ConfigureAwait(false);
                _end = judge.Answered(work.Source.Item, value, _call);
            }
#pragma warning disable CA1031 // the worker boundary: whatever a call throws becomes the item's failure
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _call ??= Describe(work);
                _end = judge.Threw(exception, _cause, Allowed, _call);
            }

            _end = _end with
            {
                RateLimits = _call?.RateLimits ?? _boundary?.Limits ?? _end.RateLimits,
                PhysicalCalls = _boundary?.PhysicalCalls ?? 1,
                IsUnseen = _boundary is not { PhysicalCalls: > 0 } && (_end.IsOfSdk || (_caller.SendsHttp && _end.IsAnswered)),
            };
        }
    }

    private ProviderCall Describe(ItemWork<TItem, TResult> work) =>
        _caller.Describe(work.Source.Id ?? "", work.Source.Index, work.NextAttempt, work.Generation, work.LastFailure);
}
