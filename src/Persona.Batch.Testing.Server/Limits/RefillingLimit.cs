namespace PersonaBatch.Testing;

/// <summary>A limit that refills all the time; full at first.</summary>
internal sealed class RefillingLimit(LimitKind kind, int rate, TimeSpan burst) : PeriodLimit(kind, rate)
{
    private readonly RefillingBudget _budget = new(rate, kind.Length, least: 1, burst, stock: burst);

    public override long Capacity => _budget.Capacity;

    public override TimeSpan WaitAt(TimeSpan now, long cost) => _budget.WaitAt(now, cost);

    public override void Take(long cost) => _budget.Take(cost);

    public override LimitReading ReadAt(TimeSpan now)
    {
        _budget.WaitAt(now, cost: 0);

        // A bucket smaller than the limit does not show: what is missing in it is what was used of the minute, as at OpenAI.
        var unseen = Math.Max(0, Rate - Capacity);
        return ReadingOf(Math.Clamp(_budget.Level + unseen, 0, Rate), _budget.UntilFull);
    }
}
