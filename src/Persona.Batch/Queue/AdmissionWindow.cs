namespace PersonaBatch;

/// <summary>Bounds how many items are between the source and the consumer, whatever the input's size.</summary>
/// <remarks>One reader admits and waits; anybody may consume.</remarks>
internal sealed class AdmissionWindow(int size)
{
    private readonly Lock _gate = new();

    private volatile int _size = size;
    private long _admitted;
    private long _consumed;
    private TaskCompletionSource? _waiter;
    private volatile bool _opened;

    public bool IsFull => Interlocked.Read(ref _admitted) - Interlocked.Read(ref _consumed) >= _size;

    /// <summary>Gets a value indicating whether nobody is admitted any more, because the run is ending.</summary>
    public bool IsOpen => _opened;

    public void Admit() => Interlocked.Increment(ref _admitted);

    /// <summary>Waits until half of the window is free, so that the reader is not woken for each item.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_opened || !IsFull)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _waiter, waiter);
            Interlocked.MemoryBarrier();
            ReleaseIfHalfFreeNeedsLock();
            return waiter.Task;
        }
    }

    public void Consumed()
    {
        Interlocked.Increment(ref _consumed);
        if (Volatile.Read(ref _waiter) is not null)
        {
            lock (_gate)
            {
                ReleaseIfHalfFreeNeedsLock();
            }
        }
    }

    /// <summary>Lets more be admitted from now on; never fewer.</summary>
    public void Widen(int atLeast)
    {
        lock (_gate)
        {
            _size = Math.Max(_size, atLeast);
            if (!IsFull)
            {
                ReleaseNeedsLock();
            }
        }
    }

    /// <summary>Lets the reader go for good: the run is ending.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _opened = true;
            ReleaseNeedsLock();
        }
    }

    private void ReleaseIfHalfFreeNeedsLock()
    {
        if (Interlocked.Read(ref _admitted) - Interlocked.Read(ref _consumed) <= _size / 2)
        {
            ReleaseNeedsLock();
        }
    }

    private void ReleaseNeedsLock()
    {
        _waiter?.TrySetResult();
        _waiter = null;
    }
}
