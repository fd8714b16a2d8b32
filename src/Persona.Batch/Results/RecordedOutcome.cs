namespace PersonaBatch;

/// <summary>An outcome as the checkpoint holds it.</summary>
/// <param name="Sequence">The number under which it was handed out first; 0 = it was not.</param>
/// <param name="Id">The item's id.</param>
/// <param name="Status">How the item ended.</param>
/// <param name="Failure">Why it failed; <see langword="null"/> when it succeeded.</param>
/// <param name="Attempts">How many attempts were made, over all restarts.</param>
/// <param name="Usage">The tokens used; <see langword="null"/> when nothing was reported.</param>
/// <param name="CostUsd">Their price in US dollars; <see langword="null"/> when unknown.</param>
/// <param name="ResultJson">The result as UTF-8 JSON; empty unless it succeeded.</param>
public sealed record RecordedOutcome(
    long Sequence,
    string Id,
    ItemStatus Status,
    BatchFailure? Failure,
    int Attempts,
    TokenUsage? Usage,
    decimal? CostUsd,
    ReadOnlyMemory<byte> ResultJson)
{
    /// <summary>Gets the name of the provider that answered, where there were several; else <see langword="null"/>.</summary>
    public string? Provider { get; init; }
}
