namespace PersonaBatch;

/// <summary>Spreads calls over the minute: permits accrue at a steady rate, and few are kept, because providers refuse bursts below their limit.</summary>
/// <remarks>
/// <para>A token bucket (Turner, 1986) that holds 0.6 seconds' worth of permits, at least one, and begins with one: with a rate of
/// <see cref="Pace.Margin"/> of the limit no trailing minute sees more calls than the limit.</para>
/// <para>Times are seconds on the quota's clock. Not safe for concurrent use: its owner holds the lock.</para>
/// </remarks>
internal sealed class Pacer
{
    private const double KeptSeconds = 0.6;

    private double _permits = 1;
    private double _at;

    /// <summary>How long the next call has to wait.</summary>
    /// <param name="perSecond">The rate; <see langword="null"/> = no limit.</param>
    /// <param name="now">The current time.</param>
    public double WaitAt(double? perSecond, double now)
    {
        if (perSecond is not { } rate)
        {
            _permits = 1;
            _at = now;
            return 0;
        }

        _permits = Math.Min(Math.Max(1, KeptSeconds * rate), _permits + (rate * (now - _at)));
        _at = now;
        return _permits >= Pace.AlmostOne ? 0 : (1 - _permits) / rate;
    }

    /// <summary>Takes a permit; only right after a <see cref="WaitAt"/> of zero.</summary>
    public void Take() => _permits--;
}
