namespace PersonaBatch;

/// <summary>How many calls were sent in the last 24 hours, by the hour and never too few.</summary>
/// <remarks>Times are seconds on the quota's clock. Not safe for concurrent use: its owner holds the lock.</remarks>
internal sealed class DayCount
{
    private const double SlotSeconds = 3600;
    private const int Slots = 25;

    private readonly long[] _sent = new long[Slots];

    private long _slot;
    private long _sum;

    public long SentAt(double now)
    {
        var last = (long)(now / SlotSeconds);
        for (var slot = Math.Max(_slot + 1, last - Slots + 1); slot <= last; slot++)
        {
            _sum -= _sent[slot % Slots];
            _sent[slot % Slots] = 0;
        }

        _slot = last;
        return _sum;
    }

    /// <summary>Counts a call; only right after <see cref="SentAt"/>.</summary>
    public void Add()
    {
        _sent[_slot % Slots]++;
        _sum++;
    }
}
