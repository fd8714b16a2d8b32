using System.Diagnostics;

namespace PersonaBatch.Testing;

/// <summary>The armed timers, by (due, creation number). Re-arming leaves a stale entry behind, told apart by its version.</summary>
internal sealed class TimerQueue
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(VirtualTimer Timer, int Version), (long Due, long Number)> _queue = new();

    private long _created;

    public long NextNumber() => Interlocked.Increment(ref _created);

    /// <summary>Arms the timer anew, or disarms it when there is no due time.</summary>
    /// <returns><see langword="false"/> when it is removed for good.</returns>
    public bool Arm(VirtualTimer timer, long? due, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.Removed)
            {
                return false;
            }

            DisarmNeedsLock(timer);
            timer.Period = period;
            if (due is { } at)
            {
                ArmNeedsLock(timer, at);
            }

            return true;
        }
    }

    public void Remove(VirtualTimer timer)
    {
        lock (_gate)
        {
            timer.Removed = true;
            DisarmNeedsLock(timer);
        }
    }

    public long? NextDue()
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out var entry, out var priority))
            {
                if (entry.Version == entry.Timer.Version)
                {
                    return priority.Due;
                }

                _queue.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Takes the first timer out, and arms it for its next period if it has one.</summary>
    public (VirtualTimer Timer, long Due) TakeNext()
    {
        lock (_gate)
        {
            while (_queue.TryDequeue(out var entry, out var priority))
            {
                if (entry.Version != entry.Timer.Version)
                {
                    continue;
                }

                DisarmNeedsLock(entry.Timer);
                if (entry.Timer.Period > TimeSpan.Zero)
                {
                    ArmNeedsLock(entry.Timer, priority.Due + entry.Timer.Period.Ticks);
                }

                return (entry.Timer, priority.Due);
            }
        }

        throw new UnreachableException("No timer is armed.");
    }

    private void ArmNeedsLock(VirtualTimer timer, long due)
    {
        timer.Armed = true;
        timer.Owner?.TimerArmed();
        _queue.Enqueue((timer, timer.Version), (due, timer.Number));
    }

    private static void DisarmNeedsLock(VirtualTimer timer)
    {
        timer.Version++;
        if (timer.Armed)
        {
            timer.Armed = false;
            timer.Owner?.TimerGone();
        }
    }
}
