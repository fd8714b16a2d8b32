namespace PersonaBatch;

/// <summary>One outcome on its way into the journal. <paramref name="Result"/> is UTF-8 JSON, empty unless the item succeeded.</summary>
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
    ReadOnlyMemory<byte> Result);
