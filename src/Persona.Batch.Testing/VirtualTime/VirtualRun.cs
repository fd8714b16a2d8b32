using System.Diagnostics;

namespace PersonaBatch.Testing;

/// <summary>One simulation: the clock as a work item that stays at the back of a pool of one thread.</summary>
/// <remarks>When the clock runs and nothing is queued, nothing else can run: it fires one due timer inline and looks again.</remarks>
#pragma warning disable CA1001 // The watchdog may still look at its event after the run; without a wait handle it holds nothing.
internal sealed class VirtualRun : IThreadPoolWorkItem
#pragma warning restore CA1001
{
    private static readonly TimeSpan ForAWakeUp = TimeSpan.FromMilliseconds(50);

    private readonly VirtualTimeProvider _time;
    private readonly PoolGate _pool;
    private readonly Func<Task> _body;
    private readonly long _start;
    private readonly long _horizon;
    private readonly TaskCompletionSource<Task> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _ended = new();

    private Task? _root;
    private long? _idleSince;
    private bool _probing;
    private long _realTimers;
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
        _realTimers = Timer.ActiveCount;
        Calls = new OpenCalls(Check);
    }

    public OpenCalls Calls { get; }

    /// <summary>Gets a value indicating whether the current thread is the run's one thread.</summary>
    public bool IsHere => _thread == Environment.CurrentManagedThreadId;

    private bool HasEnded => _end.Task.IsCompleted;

    /// <summary>Runs the body to its end.</summary>
    /// <returns>The body's own task, completed.</returns>
    public Task<Task> RunAsync()
    {
        new Thread(WatchForBlocking) { IsBackground = true, Name = "Virtual time watchdog" }.Start();
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

    void IThreadPoolWorkItem.Execute()
    {
        _thread = Environment.CurrentManagedThreadId;
        Interlocked.Increment(ref _looks);
        FinishProbe();
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
        else if (Calls.AnyUnexplained && LookOutside())
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

    /// <summary>Looks for what may wake a call that is open, does not run and has no timer here.</summary>
    /// <returns>Whether something is to be done before time may move.</returns>
    private bool LookOutside()
    {
        var realTimers = Timer.ActiveCount;
        if (realTimers > _realTimers)
        {
            Fail($"a real timer is running (Task.Delay without the TimeProvider?); open: {Calls.UnexplainedNames()}");
            return true;
        }

        _realTimers = realTimers;
        if (Calls.StartProbe())
        {
            _probing = WaitForWork(ForAWakeUp);
        }

        return _probing;
    }

    /// <summary>What arrived during a probe has run: was it the host's own, or did it wake a call?</summary>
    private void FinishProbe()
    {
        if (_probing)
        {
            _probing = false;
            if (Calls.Woken is { } woken)
            {
                Fail($"a call was woken from outside (I/O, another thread): {woken.Name}");
            }
        }
    }

    private bool WaitForWork(TimeSpan limit) => SpinWait.SpinUntil(
        () =>
        {
            Interlocked.Increment(ref _looks);
            return HasEnded || ThreadPool.PendingWorkItemCount > 0;
        },
        limit);

    private void WatchForBlocking()
    {
        var (looks, steps, same) = (-1L, -1L, 0);
        while (!_ended.Wait(_time.StepLimit))
        {
            var (looksNow, stepsNow) = (Interlocked.Read(ref _looks), Interlocked.Read(ref _steps));
            if (looksNow == looks && !Debugger.IsAttached)
            {
                Fail($"the thread is blocked inside one step (.Result, Wait, Sleep, a lock?); open: {Calls.Names(Calls.Running)}");
            }

            same = stepsNow == steps ? same + 1 : 0;
            if (same >= _time.StepLimitsWithoutTime && !Debugger.IsAttached)
            {
                Fail($"work queues more work without end, so that time cannot move (a loop of Task.Yield?); open: {Calls.Names(Calls.Latest)}");
            }

            (looks, steps) = (looksNow, stepsNow);
        }
    }

    private void Fail(string problem, Exception? cause = null)
    {
        if (!HasEnded)
        {
            var exception = new VirtualTimeException($"Virtual time stopped {TimeSpan.FromTicks(_time.Ticks - _start)} after its start: {problem}.", cause);
            // The pool first: the one thread may never come back.
            _pool.Dispose();
            End(() => _end.TrySetException(exception));
        }
    }

    private void End(Action complete)
    {
        _thread = 0;
        _ended.Set();
        complete();
    }
}
