using System.Diagnostics.CodeAnalysis;

namespace PersonaBatch;

/// <summary>Items whose next attempt is due. They go ahead of new ones, as far as the retry ratio allows.</summary>
/// <typeparam name="TWork">An item at work.</typeparam>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class RetryLane<TWork>
{
    private readonly Queue<TWork> _exempt = new();
    private readonly Queue<TWork> _counted = new();
    private readonly RetryRatio _ratio = new();

    public int Count => _exempt.Count + _counted.Count;

    public void Enqueue(TWork work, bool exempt) => (exempt ? _exempt : _counted).Enqueue(work);

    /// <summary>Takes what may go ahead of new items.</summary>
    public bool TryTakeFirst([MaybeNullWhen(false)] out TWork work)
    {
        if (_exempt.TryDequeue(out work))
        {
            _ratio.Count(isRetry: false);
            return true;
        }

        return _ratio.AllowsRetry && TryTakeLast(out work);
    }

    /// <summary>Takes what is left when there is no new item to go before it: the ratio delays, it never fails.</summary>
    public bool TryTakeLast([MaybeNullWhen(false)] out TWork work)
    {
        var taken = _counted.TryDequeue(out work);
        if (taken)
        {
            _ratio.Count(isRetry: true);
        }

        return taken;
    }

    /// <summary>Counts the start of a new item.</summary>
    public void CountNew() => _ratio.Count(isRetry: false);

    /// <summary>Takes out those that can wait no longer.</summary>
    public List<TWork> TakeWhere(Func<TWork, bool> taken)
    {
        List<TWork> all = [];
        TakeWhere(_exempt, taken, all);
        TakeWhere(_counted, taken, all);
        return all;
    }

    /// <summary>Takes everything, in order.</summary>
    public List<TWork> TakeAll()
    {
        List<TWork> all = [.. _exempt, .. _counted];
        _exempt.Clear();
        _counted.Clear();
        return all;
    }

    private static void TakeWhere(Queue<TWork> queue, Func<TWork, bool> taken, List<TWork> all)
    {
        for (var left = queue.Count; left > 0; left--)
        {
            var work = queue.Dequeue();
            if (taken(work))
            {
                all.Add(work);
            }
            else
            {
                queue.Enqueue(work);
            }
        }
    }
}
