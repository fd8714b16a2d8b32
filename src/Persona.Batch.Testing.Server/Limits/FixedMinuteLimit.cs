namespace PersonaBatch.Testing;

/// <summary>A limit whose count starts anew with each minute since the server's start.</summary>
internal sealed class FixedMinuteLimit(LimitUnit unit, int perMinute) : MinuteLimit(unit, perMinute)
{
    private TimeSpan _end = TimeSpan.FromMinutes(1);
    private long _used;

    public override long Capacity => PerMinute;

    public override TimeSpan WaitAt(TimeSpan now, long cost)
    {
        if (now >= _end)
        {
            _end = TimeSpan.FromMinutes((now.Ticks / TimeSpan.TicksPerMinute) + 1);
            _used = 0;
        }

        return _used + cost <= PerMinute ? TimeSpan.Zero : _end - now;
    }

    public override void Take(long cost) => _used += cost;

    public override LimitReading ReadAt(TimeSpan now)
    {
        WaitAt(now, cost: 0);
        return new LimitReading(Unit, PerMinute, PerMinute - _used, _used == 0 ? TimeSpan.Zero : _end - now);
    }
}
