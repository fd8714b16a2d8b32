namespace PersonaBatch.Testing;

/// <summary>A clock that moves by itself, from one due timer to the next, whenever nothing can run.</summary>
/// <remarks>
/// <para>Start work with <see cref="BatchTesting.RunAsync{T}"/>: during it all pool threads but one are parked, so that everything
/// runs one after another in the same order every time, and hours pass in milliseconds. Outside of it the time stands still and
/// timers wait. Several runs may follow one another; the clock goes on from where it was.</para>
/// <para>The work must use this clock for every delay, timer and timeout, own no thread, and block none. Compare two traces of one
/// build only: the order of the pool's queue is the runtime's. One simulation runs at a time in a process; others wait for it.</para>
/// </remarks>
public sealed class VirtualTimeProvider : TimeProvider
{
    private static readonly DateTimeOffset DefaultStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan DefaultHorizon = TimeSpan.FromDays(7);
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    private static volatile VirtualRun? _active;

    private readonly TimerQueue _timers = new();
    private readonly TimeSpan _horizon;

    private long _now;
    private volatile VirtualRun? _run;

    /// <summary>Initializes a new instance of the <see cref="VirtualTimeProvider"/> class.</summary>
    /// <param name="start">The first instant. Default 2026-01-01T00:00:00Z.</param>
    /// <param name="horizon">How much virtual time one run may take before it fails. Default 7 days; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="horizon"/> is zero or negative.</exception>
    public VirtualTimeProvider(DateTimeOffset? start = null, TimeSpan? horizon = null)
    {
        _horizon = horizon ?? DefaultHorizon;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_horizon, TimeSpan.Zero, nameof(horizon));
        _now = (start ?? DefaultStart).UtcTicks;
    }

    /// <summary>Gets how much real time may pass in one step, or without anything to do, before the run counts as stuck.</summary>
    /// <value>Default 2 s. Above zero, or <see cref="Timeout.InfiniteTimeSpan"/>. A step may take up to twice as long; steps are not
    /// watched while a debugger is attached.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan StepLimit
    {
        get;
        init
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            }

            field = value;
        }
    } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the number of timestamps in a second: one per <see cref="TimeSpan"/> tick.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Gets UTC, on every machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Gets how many times the <see cref="StepLimit"/> work may go on while the time stands still.</summary>
    internal int StepLimitsWithoutTime { get; init; } = 15;

    /// <summary>Gets the instant without checking who asks.</summary>
    internal long Ticks => Volatile.Read(ref _now);

    /// <summary>Gets the virtual instant.</summary>
    /// <returns>The instant, in UTC.</returns>
    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    /// <summary>Gets the virtual instant as a timestamp.</summary>
    /// <returns>The ticks of <see cref="GetUtcNow"/>.</returns>
    public override long GetTimestamp()
    {
        Check();
        return Ticks;
    }

    /// <summary>Creates a timer on this clock. Of timers due at once, the one created first fires first.</summary>
    /// <param name="callback">What to call; never at the same time as anything else of the run.</param>
    /// <param name="state">Passed to the callback.</param>
    /// <param name="dueTime">When to fire first, to the tick; <see cref="Timeout.InfiniteTimeSpan"/> = not armed.</param>
    /// <param name="period">How often to fire then; zero or <see cref="Timeout.InfiniteTimeSpan"/> = once.</param>
    /// <returns>The timer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or too long for the system's timers too.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VirtualTimer.ThrowIfNotATimerSpan(dueTime, nameof(dueTime));
        VirtualTimer.ThrowIfNotATimerSpan(period, nameof(period));

        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal async Task SimulateAsync(Func<Task> body)
    {
        Task root;
        await OneAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            // On a thread outside the pool: a pool thread would come free again behind the gate.
            using var pool = await Task.Factory
                .StartNew(PoolGate.Narrow, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);

            var run = new VirtualRun(this, pool, body, Ticks + _horizon.Ticks);
            _run = run;
            _active = run;
            root = await run.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _run = null;
            _active = null;
            OneAtATime.Release();
        }

        await root.ConfigureAwait(false);
    }

    internal static void ThrowIfInside()
    {
        if (_active is { IsHere: true })
        {
            throw new InvalidOperationException("A simulation cannot start inside another one. Await the inner work directly.");
        }
    }

    internal WatchedCall? Enter(string name, bool trusted) => _run?.Calls.Enter(name, trusted);

    internal void Check() => _run?.Check();

    internal long NumberTimer() => _timers.NextNumber();

    internal bool Arm(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        Check();
        return _timers.Arm(timer, dueTime == Timeout.InfiniteTimeSpan ? null : Ticks + dueTime.Ticks, period);
    }

    internal void Remove(VirtualTimer timer)
    {
        Check();
        _timers.Remove(timer);
    }

    internal long? NextDue() => _timers.NextDue();

    internal void FireNext()
    {
        var (timer, due) = _timers.TakeNext();
        Volatile.Write(ref _now, Math.Max(due, Ticks));
        timer.Fire();
    }
}
