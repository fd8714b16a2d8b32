namespace PersonaBatch.Testing;

/// <summary>Parks all pool threads but one, until disposed. The pool is then a queue that runs one work item after another.</summary>
internal sealed class PoolGate : IDisposable
{
    // A machine under load starts a free thread late; how late the last one started says how long to wait for the next.
    private const int Patience = 20;

    private static readonly TimeSpan ToFindAThread = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ToFindAnother = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ToLeave = TimeSpan.FromSeconds(5);

#pragma warning disable CA2213 // Parked threads are still on their way out of it when the gate is disposed.
    private readonly ManualResetEvent _open = new(false);
#pragma warning restore CA2213
    private readonly int _min;
    private readonly int _minIo;
    private readonly int _max;
    private readonly int _maxIo;

    private int _threads;
    private int _parked;
    private TimeSpan _startDelay;
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
            do
            {
                while (gate.ParkOne())
                {
                }
            }
            while (gate.TwoAreFree());

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
            SpinWait.SpinUntil(() => Volatile.Read(ref _parked) == 0, ToLeave); // or they would come free behind the next gate's back
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

        var queuedAt = TimeProvider.System.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                Interlocked.Increment(ref _parked);
                parked.Set();
                WaitHandle.WaitAny([_open, last]);
                Interlocked.Decrement(ref _parked);
            },
            null);
        while (!parked.Wait(ToFindAThread))
        {
            // Somebody blocks every thread: one more is ours.
            _threads++;
            Resize();
        }

        _startDelay = TimeProvider.System.GetElapsedTime(queuedAt);
        ThreadPool.UnsafeQueueUserWorkItem(_ => another.Set(), null);
        while (!another.Wait(ToWait()))
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

    /// <summary>Looks once more: a thread that did somebody else's passing work while we counted is free now.</summary>
    private bool TwoAreFree()
    {
        var second = new ManualResetEventSlim();
        var done = new ManualResetEventSlim();
        var met = false;

        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                met = second.Wait(ToWait());
                done.Set();
            },
            null);
        ThreadPool.UnsafeQueueUserWorkItem(_ => second.Set(), null);
        done.Wait();
        second.Wait();
        return met;
    }

    private TimeSpan ToWait()
    {
        var patient = _startDelay * Patience;
        return patient < ToFindAnother ? ToFindAnother : patient < ToFindAThread ? patient : ToFindAThread;
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
