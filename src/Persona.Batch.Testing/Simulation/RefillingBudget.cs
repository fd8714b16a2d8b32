namespace PersonaBatch.Testing;

/// <summary>A token bucket with continuous refill, in whole numbers. Its caller holds the lock.</summary>
internal sealed class RefillingBudget
{
    // One unit is one tick's refill of a limit of one a minute, so that every refill is a whole number of units.
    private readonly int _perMinute;
    private readonly Int128 _cost;
    private readonly Int128 _capacity;

    private Int128 _level;
    private TimeSpan _filledAt;

    public RefillingBudget(int perMinute, long costPerCall, TimeSpan burst)
    {
        _perMinute = perMinute;
        _cost = (Int128)costPerCall * TimeSpan.TicksPerMinute;
        _capacity = Int128.Max(_cost, (Int128)burst.Ticks * perMinute);
        _level = Int128.Max(_cost, (Int128)TimeSpan.TicksPerSecond * perMinute);
    }

    /// <summary>Refills, and says how long until a call can be paid.</summary>
    public TimeSpan WaitAt(TimeSpan now)
    {
        if (now > _filledAt)
        {
            _level = Int128.Min(_capacity, _level + ((Int128)(now - _filledAt).Ticks * _perMinute));
            _filledAt = now;
        }

        return _level >= _cost ? TimeSpan.Zero : new TimeSpan((long)((_cost - _level + _perMinute - 1) / _perMinute));
    }

    /// <summary>Pays a call; only right after a <see cref="WaitAt"/> of zero.</summary>
    public void Take() => _level -= _cost;
}
