namespace PersonaBatch;

/// <summary>What resuming needs to know of one recorded item without reading its line again. <paramref name="FingerprintHash"/> 0 = none.</summary>
/// <param name="Sequence">The number it was recorded under.</param>
/// <param name="Place">Where its line begins in the batch's address space.</param>
/// <param name="Status">How it ended.</param>
/// <param name="FailureClass">Why it failed.</param>
/// <param name="Generation">Its idempotency generation.</param>
/// <param name="FingerprintHash">The hash of its content's fingerprint; 0 = none.</param>
internal readonly record struct KnownItem(
    long Sequence,
    long Place,
    ItemStatus Status,
    FailureClass FailureClass,
    int Generation,
    ulong FingerprintHash)
{
    /// <summary>Takes from an item's line what is to be known of it.</summary>
    public static KnownItem Of(in JournalLineReader line, long place) =>
        new(line.Sequence, place, line.Status, line.FailureClass, line.Generation, line.FingerprintHash);

    /// <summary>Decides between two records of one item: the newer one, except that a later failure of the same content never hides an answer that was paid for.</summary>
    public bool Supersedes(in KnownItem other)
    {
        if (Sequence == other.Sequence)
        {
            return false;
        }

        if (Sequence < other.Sequence)
        {
            return !other.Supersedes(this);
        }

        var contentChanged = FingerprintHash != 0 && other.FingerprintHash != 0 && FingerprintHash != other.FingerprintHash;
        return Status == ItemStatus.Succeeded || other.Status != ItemStatus.Succeeded || contentChanged;
    }
}
