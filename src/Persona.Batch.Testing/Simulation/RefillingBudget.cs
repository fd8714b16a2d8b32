namespace PersonaBatch.Testing;

/// <summary>A token bucket with continuous refill, in whole numbers. Its caller holds the lock.</summary>
internal sealed class RefillingBudget
{
    // One unit is one tick's refill of a limit of one a period, so that every refill is a whole number of units.
    private readonly long _unitsEach;
    private readonly int _rate;
    private readonly Int128 _capacity;

    private Int128 _level;
    private TimeSpan _filledAt;

    /// <param name="rate">The refill in a period.</param>
    /// <param name="period">The period.</param>
    /// <param name="least">The least that fits in, and is there at the start, however short the two times.</param>
    /// <param name="burst">What fits in, as the time it takes to refill.</param>
    /// <param name="stock">What is there at the start, as the time it takes to refill.</param>
    public RefillingBudget(int rate, TimeSpan period, long least, TimeSpan burst, TimeSpan stock)
    {
        _unitsEach = period.Ticks;
        _rate = rate;
        _capacity = Int128.Max((Int128)least * _unitsEach, (Int128)burst.Ticks * rate);
        _level = Int128.Max((Int128)least * _unitsEach, (Int128)stock.Ticks * rate);
    }

    /// <summary>Gets how much fits in.</summary>
    public long Capacity => (long)(_capacity / _unitsEach);

    /// <summary>Gets how much was there at the last <see cref="WaitAt"/>, rounded down; below zero after a call that cost more than fits in.</summary>
    public long Level => (long)((_level - (_level < 0 ? _unitsEach - 1 : 0)) / _unitsEach);

    /// <summary>Gets how long from the last <see cref="WaitAt"/> until nothing more fits in.</summary>
    public TimeSpan UntilFull => TimeOf(_capacity - _level);

    /// <summary>Refills, and says how long until a call can be paid. One that costs more than fits in waits until it is full.</summary>
    public TimeSpan WaitAt(TimeSpan now, long cost)
    {
        if (now > _filledAt)
        {
            _level = Int128.Min(_capacity, _level + ((Int128)(now - _filledAt).Ticks * _rate));
            _filledAt = now;
        }

        var needed = Int128.Min(_capacity, (Int128)cost * _unitsEach);
        return _level >= needed ? TimeSpan.Zero : TimeOf(needed - _level);
    }

    /// <summary>Pays a call; only right after a <see cref="WaitAt"/> of zero.</summary>
    public void Take(long cost) => _level -= (Int128)cost * _unitsEach;

    private TimeSpan TimeOf(Int128 units) => new((long)((units + _rate - 1) / _rate));
}
