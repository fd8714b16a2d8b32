using System.Threading.Tasks.Sources;

namespace PersonaBatch;

/// <summary>Hands outcomes to one consumer, as they finish or in input order. Never blocks a worker: the admission window bounds what waits here.</summary>
/// <remarks>
/// <para>Workers fill one buffer while the consumer reads the other; the two are swapped when the one is read.</para>
/// <para>A consumer that waits is woken through the pool's global queue: behind the calls that are about to end, so that it finds their
/// outcomes too and is not woken for each.</para>
/// </remarks>
internal sealed class StreamingSink<TItem, TResult>(Lock gate, Action consumed, OrderedRing<ItemOutcome<TItem, TResult>>? order)
    : IOutcomeSink<TItem, TResult>, IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private List<ItemOutcome<TItem, TResult>> _ready = [];
    private List<ItemOutcome<TItem, TResult>> _reading = [];
    private int _position;
    private ManualResetValueTaskSourceCore<bool> _arrival;
    private bool _isAwaited;
    private bool _isComplete;
    private Exception? _error;

    public bool WantsOutcomes => true;

    public bool DefersConsumption => true;

    /// <summary>Gets the outcome the consumer is at.</summary>
    public ItemOutcome<TItem, TResult> Current { get; private set; } = null!;

    /// <summary>Gets or sets what is called when the consumer is about to be thrown the end of its run.</summary>
    public Action? ErrorIsHandedOut { get; set; }

    public void AddNeedsLock(ItemOutcome<TItem, TResult> outcome)
    {
        if (order is null)
        {
            _ready.Add(outcome);
        }
        else
        {
            order.Put(outcome.Index, outcome);
            order.TakeInOrder(_ready);
        }

        if (_ready.Count > 0)
        {
            WakeNeedsLock();
        }
    }

    /// <summary>Says that nothing more comes, and what the consumer must be thrown at its end.</summary>
    public void Complete(Exception? error)
    {
        lock (gate)
        {
            _isComplete = true;
            _error = error;
            WakeNeedsLock();
        }
    }

    /// <summary>Moves the consumer on. For one consumer at a time.</summary>
    public ValueTask<bool> MoveNextAsync()
    {
        if (TryTake())
        {
            return new ValueTask<bool>(true);
        }

        lock (gate)
        {
            if (!TryRefillNeedsLock() && !_isComplete)
            {
                _arrival.Reset();
                _isAwaited = true;
                return new ValueTask<bool>(this, _arrival.Version);
            }
        }

        return TryTake() ? new ValueTask<bool>(true)
            : EndingError() is { } error ? ValueTask.FromException<bool>(error)
            : new ValueTask<bool>(false);
    }

    /// <summary>Gives the consumer that waits what there is, or its end.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (gate)
        {
            TryRefillNeedsLock();
        }

        if (TryTake())
        {
            _arrival.SetResult(true);
        }
        else if (EndingError() is { } error)
        {
            _arrival.SetException(error);
        }
        else
        {
            _arrival.SetResult(false);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _arrival.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _arrival.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _arrival.OnCompleted(continuation, state, token, flags);

    private bool TryTake()
    {
        if (_position == _reading.Count)
        {
            return false;
        }

        Current = _reading[_position];
        _reading[_position++] = null!;
        consumed();
        return true;
    }

    /// <summary>Swaps the two buffers, if there is anything to read.</summary>
    private bool TryRefillNeedsLock()
    {
        if (_ready.Count == 0)
        {
            return false;
        }

        _reading.Clear();
        _position = 0;
        (_ready, _reading) = (_reading, _ready);
        return true;
    }

    private Exception? EndingError()
    {
        if (_error is not null)
        {
            ErrorIsHandedOut?.Invoke();
        }

        return _error;
    }

    private void WakeNeedsLock()
    {
        if (_isAwaited)
        {
            _isAwaited = false;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
