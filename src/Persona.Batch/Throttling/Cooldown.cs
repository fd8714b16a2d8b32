namespace PersonaBatch;

/// <summary>The shared wait for a provider that said Retry-After: while it lasts, no call starts.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate; only the timer's callback runs outside of it.</remarks>
internal sealed class Cooldown : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;

    private long _until = long.MinValue;

    /// <param name="timeProvider">The clock.</param>
    /// <param name="opened">Called on a pool thread when a wait may be over.</param>
    public Cooldown(TimeProvider timeProvider, Action opened)
    {
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(static state => ((Action)state!)(), opened, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says whether calls may start.</summary>
    /// <param name="now">The current timestamp.</param>
    public bool IsOpen(long now) => now >= _until;

    /// <summary>Closes for at least this long from now; a longer wait that already holds stays.</summary>
    /// <returns><see langword="true"/> when the wait became longer.</returns>
    public bool CloseFor(TimeSpan wait, long now)
    {
        var until = now + wait.ToTimestamps(_timeProvider);
        if (until <= _until)
        {
            return false;
        }

        _until = until;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
        return true;
    }

    /// <summary>Looks again when the timer has fired: timers round down, and the wait may have become longer.</summary>
    /// <returns><see langword="true"/> when calls may start.</returns>
    public bool TryOpen(long now)
    {
        if (IsOpen(now))
        {
            return true;
        }

        _timer.Change((_until - now).ToTimeSpan(_timeProvider) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        return false;
    }

    public void Dispose() => _timer.Dispose();
}
