namespace PersonaBatch;

/// <summary>Finds the next item whose call may go now, and ends those on the way whose call never may.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class NextCall<TItem, TResult>(
    Backlog<TItem, TResult> backlog,
    ProviderOrder<TItem, TResult> providers,
    Settlement<TItem, TResult> settlement,
    ActiveCalls<TItem, TResult> active,
    PauseClock pauseClock,
    IOutcomeTaker<TItem, TResult> taker,
    long? itemTime)
{
    public bool MayStart => !pauseClock.IsPaused && !taker.IsBehind;

    /// <summary>Takes an item out and starts its clocks; <see langword="null"/> = none may go. Stops when the run must end.</summary>
    public ItemWork<TItem, TResult>? Take(long now, ref Aftermath<TItem, TResult> after)
    {
        while (MayStart && after.Ending is null && backlog.TryTake(out var work))
        {
            var activeNow = pauseClock.Active(now);
            if (activeNow >= work.Deadline)
            {
                settlement.Expire(work, ref after);
                continue;
            }

            var answer = providers.TryGo(work, now, out var provider, out var reservation);
            if (answer == ThrottleAnswer.Go)
            {
                work.CallStarts(now, activeNow, itemTime, provider, reservation);
                return work;
            }

            if (answer == ThrottleAnswer.Wait)
            {
                work.HeldBack(now);
                backlog.PutBack(work);
                active.ArmForItem(work.Deadline, now);
                return null;
            }

            settlement.Refuse(work, providers.Refusal(answer, reservation), ref after);
        }

        providers.LeaveLine();
        return null;
    }
}
