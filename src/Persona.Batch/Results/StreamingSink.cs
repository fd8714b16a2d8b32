namespace PersonaBatch;

/// <summary>Hands outcomes to one consumer, as they finish or in input order. Never blocks a worker: the admission window bounds what waits here.</summary>
internal sealed class StreamingSink<TItem, TResult>(Lock gate, Action consumed, OrderedRing<ItemOutcome<TItem, TResult>>? order) : IOutcomeSink<TItem, TResult>
{
    private List<ItemOutcome<TItem, TResult>> _ready = [];
    private List<ItemOutcome<TItem, TResult>> _reading = [];
    private int _position;
    private TaskCompletionSource? _waiter;
    private bool _isComplete;
    private Exception? _error;

    public bool WantsOutcomes => true;

    public bool DefersConsumption => true;

    /// <summary>Gets the outcome the consumer is at.</summary>
    public ItemOutcome<TItem, TResult> Current { get; private set; } = null!;

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
    public async ValueTask<bool> MoveNextAsync()
    {
        while (_position == _reading.Count)
        {
            if (await RefillAsync().ConfigureAwait(false) is { } end)
            {
                return end.Error is null ? false : throw end.Error;
            }
        }

        Current = _reading[_position];
        _reading[_position++] = null!;
        consumed();
        return true;
    }

    /// <summary>Swaps the two buffers, waiting for something to be there.</summary>
    /// <returns><see langword="null"/> when there is something to read.</returns>
    private async ValueTask<StreamEnd?> RefillAsync()
    {
        Task arrival;
        lock (gate)
        {
            _reading.Clear();
            _position = 0;
            if (_ready.Count > 0)
            {
                (_ready, _reading) = (_reading, _ready);
                return null;
            }

            if (_isComplete)
            {
                return new StreamEnd(_error);
            }

            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrival = _waiter.Task;
        }

        await arrival.ConfigureAwait(false);
        return null;
    }

    private void WakeNeedsLock()
    {
        _waiter?.TrySetResult();
        _waiter = null;
    }

    private readonly record struct StreamEnd(Exception? Error);
}
