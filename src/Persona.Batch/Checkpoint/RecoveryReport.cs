namespace PersonaBatch;

/// <summary>What opening a batch found damaged, and did about it.</summary>
/// <param name="TornBytes">Bytes that nobody had been told of, behind the last intact line or written when the disk failed: cut off, kept in <c>damaged</c>.</param>
/// <param name="DamagedRanges">Stretches between intact lines that belong to none: left in place, copied to <c>damaged</c>.</param>
/// <param name="DamagedBytes">Their bytes.</param>
/// <param name="LostAcknowledged">Outcomes that had been saved and are gone; their items run again.</param>
/// <param name="LostUnacknowledged">Outcomes nobody had been told of that are gone; their items run again.</param>
/// <param name="MissingSegments">Files of results that are missing.</param>
/// <param name="NewCopies">How many of the stretches were copied to <c>damaged</c> this time; the others were reported before.</param>
public sealed record RecoveryReport(
    long TornBytes,
    int DamagedRanges,
    long DamagedBytes,
    long LostAcknowledged,
    long LostUnacknowledged,
    int MissingSegments,
    int NewCopies);
