namespace PersonaBatch.Testing;

/// <summary>A limit for a second, a minute or a day. Its caller holds the lock.</summary>
internal abstract class PeriodLimit(LimitKind kind, int rate)
{
    public LimitKind Kind { get; } = kind;

    public int Rate { get; } = rate;

    /// <summary>Gets how much can be used at once.</summary>
    public abstract long Capacity { get; }

    /// <summary>Says how long until a call of this cost can be let in.</summary>
    public abstract TimeSpan WaitAt(TimeSpan now, long cost);

    /// <summary>Pays a call that was let in; only right after a <see cref="WaitAt"/> of zero.</summary>
    public abstract void Take(long cost);

    public abstract LimitReading ReadAt(TimeSpan now);

    protected LimitReading ReadingOf(long remaining, TimeSpan reset) => new(Kind.Unit, Rate, remaining, reset) { Window = Kind.Window };
}
