namespace PersonaBatch.Testing;

/// <summary>One simulation: the clock as a work item that stays at the back of a pool of one thread.</summary>
/// <remarks>When the clock runs and nothing is queued, nothing else can run: it fires one due timer inline and looks again.</remarks>
internal sealed class VirtualRun : IThreadPoolWorkItem
{
    private readonly VirtualTimeProvider _time;
    private readonly PoolGate _pool;
    private readonly Func<Task> _body;
    private readonly long _start;
    private readonly long _horizon;
    private readonly TaskCompletionSource<Task> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Watchdog _watchdog;
    private readonly OutsideWatch _outside;

    private Task? _root;
    private long? _idleSince;
    private int _failed;
    private long _looks;
    private long _steps;
    private volatile int _thread;

    public VirtualRun(VirtualTimeProvider time, PoolGate pool, Func<Task> body, long horizon)
    {
        _time = time;
        _pool = pool;
        _body = body;
        _start = time.GetTimestamp();
        _horizon = horizon;
        _watchdog = new Watchdog(this, time.StepLimit, time.StepLimitsWithoutTime);
        _outside = new OutsideWatch(this);
        Calls = new OpenCalls(Check);
    }

    public OpenCalls Calls { get; }

    /// <summary>Gets how often the clock looked for something to do.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>Gets how often nothing could run and the clock was to move.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>Gets a value indicating whether the current thread is the run's one thread.</summary>
    public bool IsHere => _thread == Environment.CurrentManagedThreadId;

    private bool HasEnded => _end.Task.IsCompleted;

    /// <summary>Runs the body to its end.</summary>
    /// <returns>The body's own task, completed.</returns>
    public Task<Task> RunAsync()
    {
        _watchdog.Start();
        ThreadPool.QueueUserWorkItem(static run => run.Begin(), this, preferLocal: false);
        return _end.Task;
    }

    /// <summary>Ends the run if the current thread is not its one thread.</summary>
    public void Check()
    {
        if (_thread is var thread && thread != 0 && thread != Environment.CurrentManagedThreadId)
        {
            Fail($"it is used from another thread, by {WatchedCall.Current?.Name ?? "code outside any watched call"} (new Thread, LongRunning?)");
        }
    }

    /// <summary>Ends the run with an exception; the first one wins.</summary>
    public void Fail(string problem, Exception? cause = null)
    {
        // Taken before the pool opens: what runs free then may fail too.
        if (HasEnded || Interlocked.Exchange(ref _failed, 1) == 1)
        {
            return;
        }

        var exception = new VirtualTimeException($"Virtual time stopped {TimeSpan.FromTicks(_time.Ticks - _start)} after its start: {problem}.", cause);
        // The pool before the end: the one thread may never come back to run what awaits it.
        _pool.Dispose();
        End(() => _end.TrySetException(exception));
    }

    /// <summary>Waits in real time until something is queued or the run has ended.</summary>
    /// <returns><see langword="false"/> when the limit passed first.</returns>
    public bool WaitForWork(TimeSpan limit) => SpinWait.SpinUntil(
        () =>
        {
            Interlocked.Increment(ref _looks);
            return HasEnded || ThreadPool.PendingWorkItemCount > 0;
        },
        limit);

    void IThreadPoolWorkItem.Execute()
    {
        _thread = Environment.CurrentManagedThreadId;
        Interlocked.Increment(ref _looks);
        _outside.LookAgain();
        while (!HasEnded && ThreadPool.PendingWorkItemCount == 0)
        {
            Interlocked.Increment(ref _looks);
            Interlocked.Increment(ref _steps);
            Step();
        }

        if (!HasEnded)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Begin()
    {
        _thread = Environment.CurrentManagedThreadId;
#pragma warning disable CA1031 // Whatever the body throws is the result of the run.
        try
        {
            _root = _body() ?? throw new InvalidOperationException("The function to run returned null instead of a task.");
        }
        catch (Exception exception)
        {
            _root = Task.FromException(exception);
        }
#pragma warning restore CA1031

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Step()
    {
        if (_root!.IsCompleted)
        {
            End(() => _end.TrySetResult(_root));
        }
        else if (_outside.Look())
        {
            // The run has failed, or what arrived runs first.
        }
        else if (_time.NextDue() is not { } due)
        {
            WaitForAnyWork();
        }
        else if (due > _horizon)
        {
            Fail($"the horizon of {TimeSpan.FromTicks(_horizon - _start)} is passed; open: {Calls.Names()}");
        }
        else
        {
            _idleSince = null;
            Fire();
        }
    }

    private void Fire()
    {
#pragma warning disable CA1031 // On the system's clock it would end the process; here it ends the run.
        try
        {
            _time.FireNext();
        }
        catch (Exception exception)
        {
            Fail($"a timer's callback threw {exception.GetType().Name}: {exception.Message}", exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>Lets the limit of a step pass in all; the host's own work in the pool comes and goes meanwhile.</summary>
    private void WaitForAnyWork()
    {
        _idleSince ??= TimeProvider.System.GetTimestamp();
        var left = _time.StepLimit - TimeProvider.System.GetElapsedTime(_idleSince.Value);
        if (_time.StepLimit == Timeout.InfiniteTimeSpan)
        {
            WaitForWork(Timeout.InfiniteTimeSpan);
        }
        else if (left <= TimeSpan.Zero || !WaitForWork(left))
        {
            Fail($"nothing is queued and no timer is armed; open: {Calls.Names()}");
        }
    }

    private void End(Action complete)
    {
        _thread = 0;
        _watchdog.Stop();
        complete();
    }
}
