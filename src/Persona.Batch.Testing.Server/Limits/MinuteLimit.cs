namespace PersonaBatch.Testing;

/// <summary>A limit a minute. Its caller holds the lock.</summary>
internal abstract class MinuteLimit(LimitUnit unit, int perMinute)
{
    public int PerMinute { get; } = perMinute;

    /// <summary>Gets how much can be used at once.</summary>
    public abstract long Capacity { get; }

    protected LimitUnit Unit { get; } = unit;

    /// <summary>Says how long until a call of this cost can be let in.</summary>
    public abstract TimeSpan WaitAt(TimeSpan now, long cost);

    /// <summary>Pays a call that was let in; only right after a <see cref="WaitAt"/> of zero.</summary>
    public abstract void Take(long cost);

    public abstract LimitReading ReadAt(TimeSpan now);
}
