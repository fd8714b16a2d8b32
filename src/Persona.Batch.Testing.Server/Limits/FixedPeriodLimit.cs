namespace PersonaBatch.Testing;

/// <summary>A limit whose count starts anew with each of its periods since the server's start.</summary>
internal sealed class FixedPeriodLimit(LimitKind kind, int rate) : PeriodLimit(kind, rate)
{
    private TimeSpan _end = kind.Length;
    private long _used;

    public override long Capacity => Rate;

    public override TimeSpan WaitAt(TimeSpan now, long cost)
    {
        if (now >= _end)
        {
            _end = Kind.Length * ((now.Ticks / Kind.Length.Ticks) + 1);
            _used = 0;
        }

        // A call above the limit of a second has a second of its own: only above that of a minute it never fits.
        return _used + cost <= Rate || _used == 0 ? TimeSpan.Zero : _end - now;
    }

    public override void Take(long cost) => _used += cost;

    public override LimitReading ReadAt(TimeSpan now)
    {
        WaitAt(now, cost: 0);
        return ReadingOf(Math.Max(0, Rate - _used), _used == 0 ? TimeSpan.Zero : _end - now);
    }
}
