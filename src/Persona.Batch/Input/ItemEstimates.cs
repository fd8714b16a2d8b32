namespace PersonaBatch;

/// <summary>Estimates an item's tokens at each provider that may be asked: by the user's hook, else by each provider's own plan.</summary>
/// <remarks>Used by the one reader of the input.</remarks>
internal sealed class ItemEstimates<TItem>
{
    private readonly Func<TItem, TokenUsage>? _first;
    private readonly Func<TItem, TokenUsage>?[] _others;
    private readonly bool _othersDiffer;

    /// <param name="hook">The user's estimate: it holds for every provider.</param>
    /// <param name="planners">What each provider plans, in their order; <see langword="null"/> = it takes the first one's.</param>
    public ItemEstimates(Func<TItem, TokenUsage>? hook, IEnumerable<ICallPlanner<TItem>?> planners)
    {
        Func<TItem, TokenUsage>?[] all = [.. planners.Select(planner => hook ?? (planner is null ? null : planner.EstimateTokens))];
        _first = all[0];
        _others = all[1..];
        _othersDiffer = hook is null && _others.Any(static other => other is not null);
    }

    /// <summary>Gets a value indicating whether anybody estimates anything.</summary>
    public bool AreThereAny => _first is not null || _othersDiffer;

    /// <summary>Notes on an item what its call costs.</summary>
    public BatchItem<TItem> Of(in BatchItem<TItem> item)
    {
        var first = _first is null ? default : EstimateOf(item.Item, item.Index, _first);
        return item with { Estimate = first, OtherEstimates = _othersDiffer ? OthersOf(item.Item, item.Index, first) : null };
    }

    private static TokenUsage EstimateOf(TItem item, long index, Func<TItem, TokenUsage> estimate)
    {
        var tokens = UserHook.Call(nameof(BatchHooks<,>.EstimateTokens), index, item, estimate);
        return tokens is { InputTokens: >= 0, OutputTokens: >= 0 }
            ? tokens
            : throw new InvalidOperationException($"EstimateTokens returned {tokens} for the item at index {index}; no count may be negative.");
    }

    private TokenUsage[] OthersOf(TItem item, long index, TokenUsage first) =>
        Array.ConvertAll(_others, other => other is null ? first : EstimateOf(item, index, other));
}
