namespace PersonaBatch;

/// <summary>Decides what each ended call leads to: an outcome, another attempt, or the end of the run.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class Settlement<TItem, TResult>(
    RunSettings settings,
    Backlog<TItem, TResult> backlog,
    ProviderOrder<TItem, TResult> providers,
    PauseClock pauseClock,
    IOutcomeTaker<TItem, TResult> taker,
    StopRules stopRules,
    TimeProvider timeProvider,
    ulong seed)
{
    /// <summary>Settles one call.</summary>
    /// <param name="work">The item.</param>
    /// <param name="end">How its call ended.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="stopped">Whether nothing new may start.</param>
    /// <param name="after">What is left to do outside of the gate.</param>
    public void Settle(ItemWork<TItem, TResult> work, in AttemptEnd<TResult> end, long now, bool stopped, ref Aftermath<TItem, TResult> after)
    {
        work.CallEnded(now, end.Failure, end.Usage);
        if (end.Failure is not { } failure)
        {
            work.Tally.CountSuccess();
            End(work, ItemStatus.Succeeded, end, failure: null, ref after);
            return;
        }

        work.Tally.CountFailure(failure.Class, failure.RetryAfter > TimeSpan.Zero);
        after.FailedAttempt(work.Source.Id, work.Tally.Calls, failure);

        var jitter = Jitter.Next(seed, work.Source.Index, work.Tally.Calls);
        var decision = work.Provider!.Settings.Retry.Decide(failure, work.Tally, jitter);
        decision = providers.After(work, decision, now, out var isLonger);
        if (isLonger)
        {
            after.Cooldown = decision.Cooldown;
        }

        Follow(work, end, decision, now, stopped, ref after);
    }

    /// <summary>Settles an item that our own limits let through never, or not in this run.</summary>
    public void Refuse(ItemWork<TItem, TResult> work, BatchFailure failure, ref Aftermath<TItem, TResult> after)
    {
        var endsRun = failure.Class.EndsRun();
        if (endsRun)
        {
            after.Ending = new RunEnding(BatchTermination.FailedFast, $"{failure}");
        }

        End(work, endsRun ? ItemStatus.Aborted : ItemStatus.Failed, default, failure, ref after);
    }

    /// <summary>Fails an item whose time has passed while it waited.</summary>
    public void Expire(ItemWork<TItem, TResult> work, ref Aftermath<TItem, TResult> after) =>
        End(work, ItemStatus.Failed, default, OutOfTime(work.LastFailure), ref after);

    /// <summary>Aborts an item that will not be called in this run.</summary>
    public void Abort(ItemWork<TItem, TResult> work)
    {
        var after = default(Aftermath<TItem, TResult>);
        End(work, ItemStatus.Aborted, default, Stopped(work.LastFailure), ref after);
    }

    /// <summary>Aborts all that is queued or due.</summary>
    public void AbortAll() => backlog.TakeAll().ForEach(Abort);

    /// <summary>Fails items whose time has passed while they waited for their turn.</summary>
    /// <returns>The next deadline of those that stay, in unpaused timestamps.</returns>
    public long ExpireDue(long now, ref Aftermath<TItem, TResult> after)
    {
        var expired = backlog.TakeExpired(pauseClock.Active(now), out var next);
        foreach (var work in expired)
        {
            Expire(work, ref after);
        }

        return next;
    }

    private static BatchFailure Stopped(BatchFailure? last) => new(
        FailureClass.Local,
        last is null ? "The run ended before the item was done." : $"The run ended before the item's next attempt. The last one: {last}");

    private void Follow(
        ItemWork<TItem, TResult> work, in AttemptEnd<TResult> end, RetryDecision decision, long now, bool stopped, ref Aftermath<TItem, TResult> after)
    {
        var failure = end.Failure!;
        if (end.Cause == AbortCause.RunEnds)
        {
            End(work, ItemStatus.Aborted, end, failure, ref after);
        }
        else if (decision.Reaction == Reaction.EndRun)
        {
            after.Ending = new RunEnding(BatchTermination.FailedFast, $"item '{work.Source.Id}' met {providers.NoneIsLeft(failure)}");
            End(work, ItemStatus.Aborted, end, failure, ref after);
        }
        else if (decision.Reaction == Reaction.Fail || end.Cause == AbortCause.ItemDeadline)
        {
            End(work, ItemStatus.Failed, end, failure, ref after);
        }
        else if (stopped)
        {
            End(work, ItemStatus.Aborted, end, Stopped(failure), ref after);
        }
        else if (pauseClock.Active(now) + decision.Wait.ToTimestamps(timeProvider) >= work.Deadline)
        {
            End(work, ItemStatus.Failed, end, OutOfTime(failure), ref after);
        }
        else
        {
            backlog.BackoffStarts();
            var step = new RetryStep(Again: true, decision.Wait);
            after.Step = step;
            after.Retry = work.GoAgain(step) ? work : null;
        }
    }

    /// <summary>Ends an item.</summary>
    private void End(
        ItemWork<TItem, TResult> work, ItemStatus status, in AttemptEnd<TResult> last, BatchFailure? failure, ref Aftermath<TItem, TResult> after)
    {
        taker.TakeNeedsLock(work.ToEnd(status, last, failure, namesProvider: !providers.IsAlone, timeProvider));
        if (status == ItemStatus.Failed)
        {
            after.Lost(work.Source.Id, failure!);
        }

        after.Ending ??= stopRules.Look(status, replayed: false, work.Source.Id, failure);
        work.TellFlow(default);
        backlog.Recycle(work);
    }

    private BatchFailure OutOfTime(BatchFailure? last) => new(
        FailureClass.Timeout,
        $"The item's time of {settings.ItemTimeout} ({nameof(BatchOptions.Timeouts)}.{nameof(TimeoutOptions.Item)}) does not last for another attempt. The last one: {last}");
}
