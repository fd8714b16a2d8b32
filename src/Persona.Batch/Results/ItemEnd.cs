namespace PersonaBatch;

/// <summary>How an item ended, on its way to the checkpoint and the consumer.</summary>
internal readonly struct ItemEnd<TItem, TResult>
{
    public required TItem Item { get; init; }

    public required string? Id { get; init; }

    public required long Index { get; init; }

    public required ItemStatus Status { get; init; }

    public TResult? Value { get; init; }

    public BatchFailure? Failure { get; init; }

    public int Attempts { get; init; }

    public TokenUsage? Usage { get; init; }

    public decimal? CostUsd { get; init; }

    /// <summary>Gets who answered, where there are several; <see langword="null"/> = the first or only one.</summary>
    public string? Provider { get; init; }

    public ItemTimings Timings { get; init; }

    public int Generation { get; init; }

    public string? Fingerprint { get; init; }

    /// <summary>Gets the value as UTF-8 JSON; empty without a checkpoint.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Gets the number under which the checkpoint holds it already; 0 = it does not.</summary>
    public long ReplayedSequence { get; init; }

    public bool Replayed => ReplayedSequence != 0;

    /// <summary>Gets a value indicating whether the user's store has it: it counts and is not handed out.</summary>
    public bool IsKept { get; init; }

    public ItemOutcome<TItem, TResult> ToOutcome(string? firstProvider, long sequence) => new()
    {
        Id = Id ?? "",
        Index = Index,
        Item = Item,
        Status = Status,
        Value = Value,
        Failure = Failure,
        Attempts = Attempts,
        Usage = Usage,
        CostUsd = CostUsd,
        Timings = Timings,
        Provider = Provider ?? firstProvider,
        Replayed = Replayed,
        Sequence = sequence,
    };
}
