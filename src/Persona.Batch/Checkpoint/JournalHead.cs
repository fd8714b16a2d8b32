using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>What a run, and each segment, notes before its first line: whose journal it is and what stands before.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="RunId">A name for this run alone.</param>
/// <param name="Last">The highest number found, or acknowledged so far.</param>
/// <param name="Lost">How many numbers up to it were missing: known from then on, and not reported again.</param>
/// <param name="Bytes">The length of the previous segment; within a segment, its own length before this line.</param>
/// <param name="Previous">The number of the previous segment; 0 when this does not begin a segment.</param>
/// <param name="IsSuspect">Whether writing to the previous segment failed: nothing behind <paramref name="Bytes"/> in it counts, and nothing in segments between.</param>
/// <param name="Replaces">The last segment whose lines were copied here when the journal was compacted: it and all before it may be gone; 0 = none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalHead(
    string BatchId, string RunId, long Last, long Lost, long Bytes, int Previous = 0, bool IsSuspect = false, int Replaces = 0);
