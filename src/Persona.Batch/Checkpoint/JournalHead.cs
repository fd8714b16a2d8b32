using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>What a run notes before its first line: whose journal it is and what it found there.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="RunId">A name for this run alone.</param>
/// <param name="Last">The highest number found.</param>
/// <param name="Lost">How many numbers up to it were missing: known from then on, and not reported again.</param>
/// <param name="Bytes">The journal's length before this line.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalHead(string BatchId, string RunId, long Last, long Lost, long Bytes);
