using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>The workers that are alive, and the one timer that ends calls whose time is up.</summary>
/// <remarks>
/// <para>One timer for all: calls that start later end later, so it is set again only when it fires.</para>
/// <para>Not safe for concurrent use: its owner holds the gate.</para>
/// </remarks>
internal sealed class ActiveCalls<TItem, TResult> : IDisposable
{
    /// <summary>How long a call may ignore its fired token before its item goes on without it.</summary>
    private static readonly TimeSpan AbandonAfter = TimeSpan.FromSeconds(5);

    /// <summary>A first call that holds its thread longer than this is taken to block it.</summary>
    private static readonly TimeSpan BlockedAfter = TimeSpan.FromMilliseconds(20);

    /// <summary>Timers round down; asking for less would spin.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly List<Worker<TItem, TResult>> _workers = [];
    private readonly TimeProvider _timeProvider;
    private readonly PauseClock _pauseClock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly long _abandonAfter;
    private readonly long _blockedAfter;

    private long _armedFor = long.MaxValue;

    /// <param name="timeProvider">The clock.</param>
    /// <param name="pauseClock">The clock of item deadlines.</param>
    /// <param name="logger">Where swallowed callbacks are told.</param>
    /// <param name="due">Called on a pool thread when a deadline may have passed.</param>
    public ActiveCalls(TimeProvider timeProvider, PauseClock pauseClock, ILogger logger, Action due)
    {
        _timeProvider = timeProvider;
        _pauseClock = pauseClock;
        _logger = logger;
        _abandonAfter = AbandonAfter.ToTimestamps(timeProvider);
        _blockedAfter = BlockedAfter.ToTimestamps(timeProvider);
        _timer = timeProvider.CreateTimer(static state => ((Action)state!)(), due, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets how many workers are alive.</summary>
    public int Count => _workers.Count;

    public void Add(Worker<TItem, TResult> worker)
    {
        worker.Place = _workers.Count;
        _workers.Add(worker);
    }

    public void Remove(Worker<TItem, TResult> worker)
    {
        var last = _workers[^1];
        _workers[worker.Place] = last;
        last.Place = worker.Place;
        _workers.RemoveAt(_workers.Count - 1);
    }

    /// <summary>Makes sure the timer fires when the worker's call must end, or has shown that it blocks its thread.</summary>
    public void Arm(Worker<TItem, TResult> worker, long now) =>
        Arm(FirstLook(worker, now), now);

    /// <summary>Makes sure the timer fires when a waiting item's time is up.</summary>
    public void ArmForItem(long deadline, long now)
    {
        if (deadline != long.MaxValue && !_pauseClock.IsPaused)
        {
            Arm(now + deadline - _pauseClock.Active(now), now);
        }
    }

    /// <summary>Makes sure the timer fires then.</summary>
    public void ArmAt(long moment, long now)
    {
        if (moment != long.MaxValue)
        {
            Arm(moment, now);
        }
    }

    /// <summary>Says whether a worker's first call has held its thread so long that others should start beside it.</summary>
    public bool Blocks(Worker<TItem, TResult> worker, long now) => worker.IsStarting && worker.Work is not null && now >= worker.StartedAt + _blockedAfter;

    /// <summary>Finds calls whose time is up, and those that ignored their token for too long.</summary>
    /// <returns>Tokens to fire, outside of the gate, workers to give up, and workers that block their thread.</returns>
    public (List<CancellationTokenSource> ToFire, List<Worker<TItem, TResult>> ToAbandon, List<Worker<TItem, TResult>> Blocking) Sweep(long now)
    {
        _armedFor = long.MaxValue;
        List<CancellationTokenSource> toFire = [];
        List<Worker<TItem, TResult>> toAbandon = [];
        List<Worker<TItem, TResult>> blocking = [.. _workers.Where(worker => Blocks(worker, now))];

        foreach (var worker in _workers.Where(static worker => worker.Work is not null))
        {
            if (worker.FiredAt == 0 && DueCause(worker, now) is var cause and not AbortCause.None)
            {
                toFire.Add(worker.Fire(cause, now));
            }

            if (worker.FiredAt != 0 && now >= worker.FiredAt + _abandonAfter)
            {
                toAbandon.Add(worker);
            }
            else
            {
                Arm(blocking.Contains(worker) ? NextDeadline(worker, now) : FirstLook(worker, now), now);
            }
        }

        return (toFire, toAbandon, blocking);
    }

    /// <summary>Marks every call as cut.</summary>
    /// <returns>Tokens to fire, outside of the gate.</returns>
    public List<CancellationTokenSource> FireAll(long now)
    {
        List<CancellationTokenSource> toFire = [.. _workers
            .Where(static worker => worker.Work is not null && worker.FiredAt == 0)
            .Select(worker => worker.Fire(AbortCause.RunEnds, now))];
        Arm(now + _abandonAfter, now);
        return toFire;
    }

    /// <summary>Fires tokens from the pool, each apart: a callback of the user's that blocks or throws holds up nobody.</summary>
    public void Fire(List<CancellationTokenSource> tokens)
    {
        foreach (var token in tokens)
        {
            ThreadPool.UnsafeQueueUserWorkItem(FireOne, token, preferLocal: false);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void FireOne(CancellationTokenSource token)
    {
        try
        {
            token.Cancel();
        }
        catch (AggregateException exception)
        {
            BatchLog.CancellationCallbackThrew(_logger, exception);
        }
    }

    private AbortCause DueCause(Worker<TItem, TResult> worker, long now)
    {
        if (now >= worker.StartedAt + worker.Allowed.ToTimestamps(_timeProvider))
        {
            return AbortCause.AttemptTimeout;
        }

        return _pauseClock.Active(now) >= worker.Work!.Deadline ? AbortCause.ItemDeadline : AbortCause.None;
    }

    private long NextDeadline(Worker<TItem, TResult> worker, long now)
    {
        if (worker.FiredAt != 0)
        {
            return worker.FiredAt + _abandonAfter;
        }

        var attemptDeadline = worker.StartedAt + worker.Allowed.ToTimestamps(_timeProvider);
        var itemDeadline = worker.Work!.Deadline;
        return itemDeadline == long.MaxValue || _pauseClock.IsPaused
            ? attemptDeadline
            : Math.Min(attemptDeadline, now + itemDeadline - _pauseClock.Active(now));
    }

    private long FirstLook(Worker<TItem, TResult> worker, long now) =>
        worker.IsStarting ? Math.Min(worker.StartedAt + _blockedAfter, NextDeadline(worker, now)) : NextDeadline(worker, now);

    private void Arm(long deadline, long now)
    {
        if (deadline >= _armedFor)
        {
            return;
        }

        _armedFor = deadline;
        var wait = Math.Max(0, deadline - now).ToTimeSpan(_timeProvider);
        _timer.Change(wait < ShortestWait ? ShortestWait : wait, Timeout.InfiniteTimeSpan);
    }
}
