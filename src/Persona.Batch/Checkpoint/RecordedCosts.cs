namespace PersonaBatch;

/// <summary>What the items of a journal cost. Each line holds all that its item had cost by then, so the newest one of an item counts.</summary>
internal sealed class RecordedCosts
{
    private readonly Dictionary<UInt128, (long Sequence, decimal CostUsd)> _newest = [];

    /// <summary>Gets the sum; <see langword="null"/> when no cost is recorded.</summary>
    public decimal? SumUsd => _newest.Count == 0 ? null : _newest.Values.Sum(static line => line.CostUsd);

    public void Note(UInt128 item, long sequence, decimal? costUsd)
    {
        if (costUsd is { } cost && sequence >= _newest.GetValueOrDefault(item).Sequence)
        {
            _newest[item] = (sequence, cost);
        }
    }
}
