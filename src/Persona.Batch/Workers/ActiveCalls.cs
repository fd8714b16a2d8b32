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

    /// <summary>Timers round down; asking for less would spin.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly List<Worker<TItem, TResult>> _workers = [];
    private readonly TimeProvider _timeProvider;
    private readonly PauseClock _pauseClock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly long _abandonAfter;

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

    /// <summary>Makes sure the timer fires when the worker's call must end.</summary>
    public void Arm(Worker<TItem, TResult> worker, long now) => Arm(NextDeadline(worker, now), now);

    /// <summary>Finds calls whose time is up, and those that ignored their token for too long.</summary>
    /// <returns>Tokens to fire, outside of the gate, and workers to give up.</returns>
    public (List<CancellationTokenSource> ToFire, List<Worker<TItem, TResult>> ToAbandon) Sweep(long now)
    {
        _armedFor = long.MaxValue;
        List<CancellationTokenSource> toFire = [];
        List<Worker<TItem, TResult>> toAbandon = [];

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
                Arm(worker, now);
            }
        }

        return (toFire, toAbandon);
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
