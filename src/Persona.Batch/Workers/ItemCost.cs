namespace PersonaBatch;

/// <summary>What one item's calls used and cost in this run, each at the price of the model that was asked.</summary>
internal struct ItemCost
{
    private bool _isUnpriced;

    /// <summary>Gets the tokens; <see langword="null"/> when nothing was reported.</summary>
    public TokenUsage? Usage { get; private set; }

    private decimal? Usd { get; set; }

    /// <summary>Adds one call.</summary>
    public void Add(TokenUsage? usage, ModelPrice? price)
    {
        if (usage is not { } used)
        {
            return;
        }

        Usage = Usage is { } before ? before + used : used;
        Usd = price is null ? Usd : (Usd ?? 0) + price.CostOf(used);
        _isUnpriced |= price is null;
    }

    /// <summary>The tokens over all runs of the batch.</summary>
    public readonly TokenUsage? UsageBehind(PriorRuns? prior) => prior?.Usage is { } before ? before + (Usage ?? default) : Usage;

    /// <summary>The cost over all runs of the batch; <see langword="null"/> when anything used has no price.</summary>
    public readonly decimal? UsdBehind(PriorRuns? prior)
    {
        var isUnknown = _isUnpriced || (prior?.Usage is not null && prior.CostUsd is null);
        return isUnknown || (prior?.CostUsd ?? Usd) is null ? null : (prior?.CostUsd ?? 0) + (Usd ?? 0);
    }
}
