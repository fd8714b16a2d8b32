namespace PersonaBatch.Testing;

/// <summary>The time since the server's start.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public TimeProvider Time { get; } = time;

    public TimeSpan Elapsed => Time.GetElapsedTime(_startedAt);

    public DateTimeOffset InstantOf(TimeSpan elapsed) => _started + elapsed;
}
