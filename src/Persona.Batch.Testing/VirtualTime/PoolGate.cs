namespace PersonaBatch.Testing;

/// <summary>Parks all pool threads but one, until disposed. The pool is then a queue that runs one work item after another.</summary>
internal sealed class PoolGate : IDisposable
{
    private static readonly TimeSpan ToFindAThread = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ToFindAnother = TimeSpan.FromMilliseconds(10);

#pragma warning disable CA2213 // Parked threads are still on their way out of it when the gate is disposed.
    private readonly ManualResetEvent _open = new(false);
#pragma warning restore CA2213
    private readonly int _min;
    private readonly int _minIo;
    private readonly int _max;
    private readonly int _maxIo;

    private int _threads;
    private int _disposed;

    private PoolGate()
    {
        ThreadPool.GetMinThreads(out _min, out _minIo);
        ThreadPool.GetMaxThreads(out _max, out _maxIo);
        _threads = Math.Max(Environment.ProcessorCount, ThreadPool.ThreadCount);
    }

    /// <summary>Narrows the pool. Call it on a thread outside the pool.</summary>
    public static PoolGate Narrow()
    {
        var gate = new PoolGate();
        if (gate._max == 1)
        {
            return gate;
        }

        try
        {
            gate.Resize();
            while (gate.ParkOne())
            {
            }

            return gate;
        }
        catch
        {
            gate.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _open.Set();
            ThreadPool.SetMinThreads(1, _minIo);
            ThreadPool.SetMaxThreads(_max, _maxIo);
            ThreadPool.SetMinThreads(_min, _minIo);
        }
    }

    /// <summary>Parks a thread if another one is free.</summary>
    /// <returns><see langword="false"/> when it was the last one and goes on.</returns>
    private bool ParkOne()
    {
        var parked = new ManualResetEventSlim();
        var another = new ManualResetEventSlim();
        var last = new ManualResetEvent(false);

        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                parked.Set();
                WaitHandle.WaitAny([_open, last]);
            },
            null);
        while (!parked.Wait(ToFindAThread))
        {
            // Somebody blocks every thread: one more is ours.
            _threads++;
            Resize();
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => another.Set(), null);
        while (!another.Wait(ToFindAnother))
        {
            // Below its size the pool may still be creating threads.
            if (ThreadPool.ThreadCount >= _threads)
            {
                last.Set();
                another.Wait();
                return false;
            }
        }

        return true;
    }

    private void Resize()
    {
        var resized = ThreadPool.SetMinThreads(1, _minIo)
            && ThreadPool.SetMaxThreads(_threads, _maxIo)
            && ThreadPool.SetMinThreads(_threads, _minIo);
        if (!resized)
        {
            throw new VirtualTimeException($"The thread pool cannot be narrowed from {_threads} threads.");
        }
    }
}
