namespace PersonaBatch;

/// <summary>Starts workers while there is backlog and room under the limit, gives each its next item, and lets it retire otherwise.</summary>
/// <remarks>
/// <para>Nobody is parked: a worker finishes an item and takes the next in one entry into the gate, and whoever adds work or
/// makes room calls <see cref="Wake"/>.</para>
/// <para>A worker that starts makes its first call before another is started, so that calls which never leave their thread do
/// not fill the thread pool.</para>
/// </remarks>
internal sealed class WorkerPool<TItem, TResult> : IDisposable
{
    private readonly Lock _gate;
    private readonly RunSettings _settings;
    private readonly IRunEvents _events;
    private readonly TimeProvider _timeProvider;

    private readonly PauseClock _pauseClock = new();
    private readonly Backlog<TItem, TResult> _backlog;
    private readonly ActiveCalls<TItem, TResult> _active;
    private readonly WorkerCrew<TItem, TResult> _crew;
    private readonly ProviderOrder<TItem, TResult> _providers;
    private readonly Settlement<TItem, TResult> _settlement;
    private readonly NextCall<TItem, TResult> _nextCall;
    private readonly Aftercare<TItem, TResult> _aftercare;
#pragma warning disable CA2213 // it holds nothing, and a late stop may still touch it
    private readonly CancellationTokenSource _stopWaiting = new();
#pragma warning restore CA2213

    private int _inFlight;
    private bool _stopped;

    public WorkerPool(WorkerPoolParts<TItem, TResult> parts)
    {
        _gate = parts.Gate;
        _settings = parts.Settings;
        _events = parts.Events;
        _timeProvider = parts.TimeProvider;
        var turns = new RetryTurns<TItem, TResult>(_gate, _timeProvider, WakeNeedsLock);
        _backlog = new Backlog<TItem, TResult>(parts.Queue, _settings.MostWaiting, turns);
        _active = new ActiveCalls<TItem, TResult>(_timeProvider, _pauseClock, parts.Logger, Sweep);
        _providers = parts.JoinProviders(Wake);
        _crew = new WorkerCrew<TItem, TResult>(_active, () => new Worker<TItem, TResult>(this, parts.Judge, parts.Started)) { Limit = _providers.LimitAt(_timeProvider.GetTimestamp()) };
        _settlement = new Settlement<TItem, TResult>(
            _settings, _backlog, _providers, _pauseClock, parts.Taker, parts.StopRules, _timeProvider, parts.Seed);
        _nextCall = new NextCall<TItem, TResult>(
            _backlog, _providers, _settlement, _active, _pauseClock, parts.Taker, _settings.ItemTimeout?.ToTimestamps(_timeProvider));
        turns.Open(_backlog, _active, _settlement);
        _aftercare = new Aftercare<TItem, TResult>(parts.Logger, _events.RequestEnd, new RetryFlow(_timeProvider), _stopWaiting.Token);
    }

    public int InFlightNeedsLock => _inFlight;

    public int WaitingNeedsLock => _backlog.Waiting;

    public int LimitNeedsLock => _crew.Limit;

    /// <summary>Starts workers for what may run now, or aborts it when the run is ending.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            WakeNeedsLock();
        }
    }

    public void WakeNeedsLock()
    {
        if (_stopped)
        {
            AbortBacklogNeedsLock();
            return;
        }

        StartWorkersNeedsLock();
    }

    public void PauseNeedsLock()
    {
        _pauseClock.Pause(_timeProvider.GetTimestamp());
        _providers.LeaveLine();
    }

    public void ResumeNeedsLock()
    {
        _pauseClock.Resume(_timeProvider.GetTimestamp());
        WakeNeedsLock();
    }

    public void ChangeNeedsLock(BatchLimits limits)
    {
        _providers.Change(limits);
        _crew.Limit = _providers.LimitAt(_timeProvider.GetTimestamp());
        WakeNeedsLock();
    }

    /// <summary>Starts nothing more: what is queued or waiting is aborted, calls in flight go on.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            AbortBacklogNeedsLock();
        }

        _stopWaiting.Cancel();
    }

    /// <summary>Ends the calls in flight.</summary>
    public void CancelCalls()
    {
        List<CancellationTokenSource> tokens;
        lock (_gate)
        {
            tokens = _active.FireAll(_timeProvider.GetTimestamp());
        }

        _active.Fire(tokens);
    }

    /// <summary>Takes back a worker's finished item and gives it the next one, in one entry into the gate.</summary>
    /// <returns><see langword="false"/> when the worker retires.</returns>
    public bool TryTakeNext(Worker<TItem, TResult> worker)
    {
        var now = _timeProvider.GetTimestamp();
        var after = default(Aftermath<TItem, TResult>);
        bool taken;
        lock (_gate)
        {
            if (worker.IsAbandoned)
            {
                return false;
            }

            var isDone = worker.Work is not null;
            if (isDone)
            {
                if (_active.Blocks(worker, now))
                {
                    HasStartedNeedsLock(worker);
                }

                var work = worker.Finish(out var end);
                SettleNeedsLock(work, end, now - worker.StartedAt, now, ref after);
            }

            taken = TryTakeNeedsLock(worker, now, ref after);
            if (!taken)
            {
                _crew.Retire(worker);
            }

            FollowProvidersNeedsLock(now, ref after);
            if (after.LimitChange > 0 || (isDone && !_providers.IsAlone))
            {
                StartWorkersNeedsLock();
            }
        }

        _aftercare.Follow(after);
        return taken;
    }

    /// <summary>Called when a call has left its thread: the next worker may start.</summary>
    public void CallSuspended(Worker<TItem, TResult> worker)
    {
        if (!worker.IsStarting)
        {
            return;
        }

        lock (_gate)
        {
            if (worker.IsStarting)
            {
                HasStartedNeedsLock(worker);
            }
        }
    }

    public void Dispose()
    {
        _active.Dispose();
        _providers.Dispose();
    }

    private void StartWorkersNeedsLock()
    {
        while (!_stopped && _crew.MayStart && _nextCall.MayStart && !_providers.IsWaiting && !_backlog.IsEmpty)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_crew.Start(), preferLocal: false);
        }

        if (!_crew.IsStarting && !_providers.IsWaiting)
        {
            _providers.LeaveLine(); // nobody takes the turn, if it has come: the next in line may
        }
    }

    private void HasStartedNeedsLock(Worker<TItem, TResult> worker)
    {
        _crew.HasStarted(worker);
        StartWorkersNeedsLock();
    }

    private bool TryTakeNeedsLock(Worker<TItem, TResult> worker, long now, ref Aftermath<TItem, TResult> after)
    {
        if (_stopped || !_crew.IsWithinLimit)
        {
            _providers.LeaveLine();
            return false;
        }

        var work = _nextCall.Take(now, ref after);
        StopForNeedsLock(after);
        if (work is null)
        {
            return false;
        }

        worker.Begin(work, now, _settings.AttemptTimeoutAfter(work.Tally.Timeouts));
        _active.Arm(worker, now);
        _inFlight++;
        return true;
    }

    private void SettleNeedsLock(ItemWork<TItem, TResult> work, in AttemptEnd<TResult> end, long took, long now, ref Aftermath<TItem, TResult> after)
    {
        _inFlight--;
        after.LimitChange = _providers.Settle(work, end, took, now);
        after.Limit = work.Provider!.Permits.Limit;
        (after.PhysicalCalls, after.IsUnseen) = (end.PhysicalCalls, end.IsUnseen);
        _settlement.Settle(work, end, now, _stopped, ref after);
        _crew.Limit = _providers.LimitAt(now);
        StopForNeedsLock(after); // before anybody takes the next item
    }

    /// <summary>Lets as many work as the provider whose turn it is bears, and looks again when one that was left may be back.</summary>
    private void FollowProvidersNeedsLock(long now, ref Aftermath<TItem, TResult> after)
    {
        if (!_providers.IsAlone)
        {
            _crew.Limit = _providers.LimitAt(now);
            _active.ArmAt(_providers.ReturnAfter(now), now);
            after.ProviderNews = _providers.TakeNews();
        }
    }

    private void StopForNeedsLock(in Aftermath<TItem, TResult> after)
    {
        if (after.Ending is { } ending)
        {
            _stopped = true;
            _events.NoteEndingNeedsLock(ending);
        }
    }

    private void AbortBacklogNeedsLock()
    {
        _settlement.AbortAll();
        _providers.LeaveLine();
    }

    /// <summary>Does what time has brought: fails items whose time has passed while they waited, looks for providers that may be back.</summary>
    private Aftermath<TItem, TResult> TimePassedNeedsLock(long now)
    {
        var after = default(Aftermath<TItem, TResult>);
        _active.ArmForItem(_settlement.ExpireDue(now, ref after), now);
        _providers.LookAgain();
        FollowProvidersNeedsLock(now, ref after);
        StopForNeedsLock(after);
        return after;
    }

    /// <summary>Ends calls whose time is up and gives up those that ignore it.</summary>
    public void Sweep()
    {
        List<CancellationTokenSource> toFire;
        List<Aftermath<TItem, TResult>> afters = [];
        lock (_gate)
        {
            var now = _timeProvider.GetTimestamp();
            (toFire, var toAbandon, var blocking) = _active.Sweep(now);
            blocking.ForEach(_crew.HasStarted);
            foreach (var worker in toAbandon)
            {
                var after = default(Aftermath<TItem, TResult>);
                var work = worker.Abandon(out var end);
                _crew.Dismiss(worker);
                SettleNeedsLock(work, end, now - worker.StartedAt, now, ref after);
                afters.Add(after);
            }

            afters.Add(TimePassedNeedsLock(now));
            WakeNeedsLock();
        }

        _active.Fire(toFire);
        afters.ForEach(_aftercare.Follow);
    }
}
