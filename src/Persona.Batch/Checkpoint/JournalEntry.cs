namespace PersonaBatch;

/// <summary>One outcome on its way into the journal. <paramref name="Result"/> is UTF-8 JSON, empty unless the item succeeded.
/// <paramref name="HandOut"/> is the number under which it is handed out; 0 = its line's own.</summary>
internal readonly record struct JournalEntry(
    string Id,
    ItemStatus Status,
    BatchFailure? Failure,
    int Attempts,
    int Generation,
    string? Fingerprint,
    TimeSpan ProviderTime,
    TokenUsage? Usage,
    decimal? CostUsd,
    ReadOnlyMemory<byte> Result,
    long HandOut = 0)
{
    /// <summary>Gets who answered; <see langword="null"/> = the batch has one provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the number of the line that holds the outcome already; 0 = none does.</summary>
    public long ReplayOf { get; private init; }

    /// <summary>Notes that a recorded outcome is handed out again.</summary>
    public static JournalEntry Again(long replayOf, long handOut) => new(
        "", default, Failure: null, 0, 0, Fingerprint: null, default, Usage: null, CostUsd: null, default, handOut)
    { ReplayOf = replayOf };
}
