using System.Diagnostics.CodeAnalysis;

namespace PersonaBatch;

/// <summary>What could run next: retries that are due, then new items, as far as waiting retries leave them room.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class Backlog<TItem, TResult>(BackpressureQueue<TItem> queue, int mostWaiting, RetryTurns<TItem, TResult> turns)
{
    private readonly RetryLane<ItemWork<TItem, TResult>> _lane = new();
    private readonly Stack<ItemWork<TItem, TResult>> _spare = new();

    private ItemWork<TItem, TResult>? _heldBack;
    private int _inBackoff;

    /// <summary>Gets how many items wait for another attempt, due or not.</summary>
    public int Waiting => _inBackoff + _lane.Count;

    public bool IsEmpty => _heldBack is null && _lane.Count == 0 && (!MayTakeNew || queue.IsEmpty);

    private bool MayTakeNew => Waiting < mostWaiting;

    public void BackoffStarts() => _inBackoff++;

    public void BackoffEnds() => _inBackoff--;

    public void EnqueueRetry(ItemWork<TItem, TResult> work) => _lane.Enqueue(work, work.LastFailure!.Class.IsExemptFromRetryRatio());

    /// <summary>Puts back what was taken and may not go yet: it is the next one again.</summary>
    public void PutBack(ItemWork<TItem, TResult> work) => _heldBack = work;

    public bool TryTake([MaybeNullWhen(false)] out ItemWork<TItem, TResult> work)
    {
        if (TryTakeHeldBack(out work))
        {
            return true;
        }

        if (_lane.TryTakeFirst(out work))
        {
            return true;
        }

        if (!MayTakeNew || !TryTakeNew(out work))
        {
            return _lane.TryTakeLast(out work);
        }

        _lane.CountNew();
        return true;
    }

    /// <summary>Takes items whose time has passed while they waited for their turn.</summary>
    /// <param name="activeNow">The current unpaused timestamp.</param>
    /// <param name="next">The next deadline of those that stay.</param>
    public List<ItemWork<TItem, TResult>> TakeExpired(long activeNow, out long next)
    {
        var earliest = long.MaxValue;
        var expired = _lane.TakeWhere(IsExpired);
        if (_heldBack is { } held && IsExpired(held))
        {
            _heldBack = null;
            expired.Add(held);
        }

        next = earliest;
        return expired;

        bool IsExpired(ItemWork<TItem, TResult> work)
        {
            var isExpired = activeNow >= work.Deadline;
            earliest = isExpired ? earliest : Math.Min(earliest, work.Deadline);
            return isExpired;
        }
    }

    /// <summary>Takes all that is queued or due.</summary>
    public List<ItemWork<TItem, TResult>> TakeAll()
    {
        var all = _lane.TakeAll();
        if (TryTakeHeldBack(out var held))
        {
            all.Insert(0, held);
        }

        while (TryTakeNew(out var work))
        {
            all.Add(work);
        }

        return all;
    }

    /// <summary>Gives an instance back for the next item, once nobody looks at it any more.</summary>
    public void Recycle(ItemWork<TItem, TResult> work)
    {
        if (!work.IsShared)
        {
            work.Clear();
            _spare.Push(work);
        }
    }

    private bool TryTakeHeldBack([MaybeNullWhen(false)] out ItemWork<TItem, TResult> work)
    {
        work = _heldBack;
        _heldBack = null;
        return work is not null;
    }

    private bool TryTakeNew([MaybeNullWhen(false)] out ItemWork<TItem, TResult> work)
    {
        if (!queue.TryTakeNeedsLock(out var item))
        {
            work = null;
            return false;
        }

        work = _spare.TryPop(out var spare) ? spare : new ItemWork<TItem, TResult>(turns);
        work.Assign(item);
        return true;
    }
}
