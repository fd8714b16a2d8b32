namespace PersonaBatch.Testing;

/// <summary>A timer on the virtual clock. Its settable members belong to the <see cref="TimerQueue"/>'s lock.</summary>
internal sealed class VirtualTimer(VirtualTimeProvider time, TimerCallback callback, object? state) : ITimer
{
    // The bound of the system's timers: a delay they refuse must fail here too.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

#pragma warning disable CA2213 // Shared with whoever created the timer.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
#pragma warning restore CA2213

    public long Number { get; } = time.NumberTimer();

    public WatchedCall? Owner { get; } = WatchedCall.Current;

    public int Version { get; set; }

    public bool Armed { get; set; }

    public bool Removed { get; set; }

    public TimeSpan Period { get; set; }

    public static void ThrowIfNotATimerSpan(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan && (value < TimeSpan.Zero || value > Longest))
        {
            throw new ArgumentOutOfRangeException(name, value, $"Must be 0 to {Longest}, or Timeout.InfiniteTimeSpan.");
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfNotATimerSpan(dueTime, nameof(dueTime));
        ThrowIfNotATimerSpan(period, nameof(period));
        return time.Arm(this, dueTime, period);
    }

    public void Dispose() => time.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    // Always inside a context of its own, so that nothing a callback sets leaks into the next one.
    public void Fire() => ExecutionContext.Run(_context ?? ExecutionContext.Capture()!, static timer => ((VirtualTimer)timer!).Call(), this);

    private void Call() => callback(state);
}
