namespace PersonaBatch;

/// <summary>A batch as it stands on disk.</summary>
/// <param name="BatchId">Its identity; for a batch that was set aside, and for one whose identity is damaged, the name of its directory, with
/// <c>~</c> before it where another batch was given that name.</param>
/// <param name="Counts">How the recorded items stand, each counted once by the outcome that counts for it. <c>Accepted</c> is their number;
/// items that were skipped or not reached are not recorded, and <c>Skipped</c> and <c>Replayed</c> are 0.</param>
/// <param name="CostUsd">What all attempts of the recorded items cost, in US dollars; <see langword="null"/> when nothing is known.</param>
/// <param name="Termination"><see cref="BatchTermination.Completed"/> when the last run came to the end of its input; <see langword="null"/> when it did not, or not yet.</param>
/// <param name="Fingerprint">The named parts it was begun with; none when its identity is damaged.</param>
/// <param name="Created">When it was begun; <see cref="DateTimeOffset.MinValue"/> when its identity is damaged.</param>
public sealed record BatchRecord(
    string BatchId,
    BatchCounts Counts,
    decimal? CostUsd,
    BatchTermination? Termination,
    IReadOnlyDictionary<string, string> Fingerprint,
    DateTimeOffset Created);
