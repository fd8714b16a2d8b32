namespace PersonaBatch;

/// <summary>An item that was read and may run.</summary>
internal readonly struct BatchItem<TItem>
{
    public required TItem Item { get; init; }

    /// <summary>Gets the item's id; <see langword="null"/> when nobody will ask for it.</summary>
    public string? Id { get; init; }

    public required long Index { get; init; }

    /// <summary>Gets the timestamp of its admission.</summary>
    public required long AdmittedAt { get; init; }

    /// <summary>Gets what the user's fingerprint selector gave.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Gets the tokens of one call: input, and the most output; 0 = nobody knows.</summary>
    public TokenUsage Estimate { get; init; }

    /// <summary>Gets the same for the providers behind the first one; <see langword="null"/> = it holds for them, too.</summary>
    public TokenUsage[]? OtherEstimates { get; init; }

    /// <summary>Gets how many complete answers came before, over restarts.</summary>
    public int Generation { get; init; }

    /// <summary>Gets what earlier runs of the batch spent on it.</summary>
    public PriorRuns? Prior { get; init; }

    /// <summary>The tokens of one call at the provider of this place in the order.</summary>
    public TokenUsage EstimateAt(int place) => place == 0 || OtherEstimates is null ? Estimate : OtherEstimates[place - 1];
}
