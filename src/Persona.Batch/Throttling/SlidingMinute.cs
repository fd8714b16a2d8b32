namespace PersonaBatch;

/// <summary>How much was reserved in the last 60 seconds, counted in quarter seconds and never too low.</summary>
/// <remarks>Times are seconds on the quota's clock. Not safe for concurrent use: its owner holds the lock.</remarks>
internal sealed class SlidingMinute
{
    private const double SlotSeconds = 0.25;

    // One more than a minute has: the oldest slot counts whole while a part of it is within the minute.
    private const int Slots = 241;

    private readonly long[] _reserved = new long[Slots];

    private long _slot;
    private long _sum;

    /// <summary>How long to wait until an amount fits below the limit.</summary>
    public double WaitAt(long amount, long limit, double now)
    {
        Forward(now);
        var excess = _sum + amount - limit;
        for (var slot = _slot - Slots + 1; slot <= _slot && excess > 0; slot++)
        {
            excess -= _reserved[Place(slot)];
            if (excess <= 0)
            {
                return ((slot + Slots) * SlotSeconds) - now;
            }
        }

        return 0;
    }

    public void Add(long amount, double now)
    {
        Forward(now);
        _reserved[Place(_slot)] += amount;
        _sum += amount;
    }

    /// <summary>Corrects what was reserved at a time, if that is still within the minute.</summary>
    public void Correct(long difference, double reservedAt)
    {
        var slot = SlotOf(reservedAt);
        if (slot > _slot - Slots)
        {
            _reserved[Place(slot)] += difference;
            _sum += difference;
        }
    }

    private static long SlotOf(double time) => (long)(time / SlotSeconds);

    private static int Place(long slot) => (int)(((slot % Slots) + Slots) % Slots);

    private void Forward(double now)
    {
        var last = SlotOf(now);
        for (var slot = Math.Max(_slot + 1, last - Slots + 1); slot <= last; slot++)
        {
            _sum -= _reserved[Place(slot)];
            _reserved[Place(slot)] = 0;
        }

        _slot = Math.Max(_slot, last);
    }
}
