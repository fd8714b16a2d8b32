namespace PersonaBatch;

/// <summary>How many items ended in the last minute, counted by the second.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class Throughput(TimeProvider timeProvider)
{
    private const int Seconds = 60;

    private readonly long _started = timeProvider.GetTimestamp();
    private readonly int[] _ended = new int[Seconds];

    private long _second;

    /// <summary>Gets the items per minute, scaled up while the run is younger than one.</summary>
    public double PerMinute
    {
        get
        {
            Forward();
            var age = timeProvider.GetElapsedTime(_started).TotalSeconds;
            return age < 1 ? 0 : _ended.Sum() * 60 / Math.Min(age, Seconds);
        }
    }

    public void Count()
    {
        Forward();
        _ended[_second % Seconds]++;
    }

    private void Forward()
    {
        var now = (long)timeProvider.GetElapsedTime(_started).TotalSeconds;
        for (var second = Math.Max(_second + 1, now - Seconds + 1); second <= now; second++)
        {
            _ended[second % Seconds] = 0;
        }

        _second = now;
    }
}
