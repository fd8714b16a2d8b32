namespace PersonaBatch;

/// <summary>One token limit a minute: reserve before a call, settle after it.</summary>
/// <remarks>
/// <para>A bucket that fills at a steady rate and keeps 0.9 seconds' worth, or what the next call costs; beside it the sum of the last
/// minute, because calls of very different cost could otherwise bunch up beyond the limit. It begins empty; the first call goes
/// at once and is paid for afterwards.</para>
/// <para>Times are seconds on the quota's clock. Not safe for concurrent use: its owner holds the lock.</para>
/// </remarks>
internal sealed class TokenBudget
{
    private const double KeptSeconds = 0.9;

    private readonly SlidingMinute _minute = new();

    private double _level;
    private double _givenBack;
    private double _at;
    private bool _isUsed;

    /// <summary>How long a call has to wait.</summary>
    /// <param name="cost">Its tokens. One that costs more than the whole limit goes when nothing else was sent for a minute.</param>
    /// <param name="limit">The limit a minute; <see langword="null"/> = none.</param>
    /// <param name="perSecond">The rate for that limit.</param>
    /// <param name="now">The current time.</param>
    public double WaitAt(long cost, int? limit, double? perSecond, double now)
    {
        if (limit is not { } most || perSecond is not { } rate)
        {
            _level = _givenBack = 0; // a limit that is told later begins empty
            _at = now;
            return 0;
        }

        var next = Math.Min(cost, most);
        Fill(Math.Max(KeptSeconds * rate, next), rate, now);
        var filled = !_isUsed || _level >= next * Pace.AlmostOne ? 0 : (next - _level) / rate;
        return Math.Max(filled, _minute.WaitAt(next, most, now));
    }

    public void Reserve(long cost, double now)
    {
        _level = _isUsed ? _level - cost : 0;
        _isUsed = true;
        _minute.Add(cost, now);
    }

    /// <summary>Corrects a reservation by what the call really took; too little becomes a debt.</summary>
    public void Settle(long reserved, long used, double reservedAt)
    {
        _givenBack += reserved - used;
        _minute.Correct(used - reserved, reservedAt);
    }

    private void Fill(double most, double perSecond, double now)
    {
        if (_level < most)
        {
            _level = Math.Min(most, _level + (perSecond * (now - _at)));
        }

        _level += _givenBack; // on top: it was there before and must not spill over
        _givenBack = 0;
        _at = now;
    }
}
