using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>One recorded item of a segment, as the index keeps it: sixteen bytes.</summary>
/// <param name="Key">64 bits of the id's hash.</param>
/// <param name="Packed">Where its line begins in the segment, and how it ended.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SegmentItem(ulong Key, ulong Packed)
{
    private const int StatusShift = 56;

    public SegmentItem(UInt128 hash, long offset, ItemStatus status)
        : this((ulong)hash, (ulong)offset | ((ulong)status << StatusShift))
    {
    }

    /// <summary>Gets where its line begins.</summary>
    public long Offset => (long)(Packed & ((1UL << StatusShift) - 1));

    /// <summary>Gets how it ended.</summary>
    public ItemStatus Status => (ItemStatus)(Packed >> StatusShift);
}
