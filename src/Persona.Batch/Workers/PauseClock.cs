namespace PersonaBatch;

/// <summary>A clock that stands still while the run is paused; item deadlines go by it.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class PauseClock
{
    private long _pausedFor;
    private long? _pausedAt;

    public bool IsPaused => _pausedAt is not null;

    public void Pause(long now) => _pausedAt ??= now;

    public void Resume(long now)
    {
        _pausedFor += now - _pausedAt ?? 0;
        _pausedAt = null;
    }

    /// <summary>Turns a timestamp into time that was not paused.</summary>
    public long Active(long now) => (_pausedAt ?? now) - _pausedFor;
}
