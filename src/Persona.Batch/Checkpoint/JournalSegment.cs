namespace PersonaBatch;

/// <summary>One segment of a journal, as it lies on the disk.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Base">Where it begins in the batch's own address space, in which every line has one place.</param>
/// <param name="Length">Its length.</param>
/// <param name="Trusted">How many of its bytes count: fewer than <paramref name="Length"/> when writing to it failed and a later segment says so.</param>
/// <param name="SealedAt">How long it was when the next one was begun: what is torn behind that was never acknowledged. The last segment, and one whose next is damaged: 0.</param>
/// <param name="IsLast">Whether it is the one that grows.</param>
/// <param name="Replaces">The last segment that was compacted into this one; 0 = none.</param>
internal sealed record JournalSegment(int Number, string Path, long Base, long Length, long Trusted, long SealedAt, bool IsLast, int Replaces = 0)
{
    /// <summary>Gets the file's name.</summary>
    public string Name => SegmentName.Of(Number);
}
