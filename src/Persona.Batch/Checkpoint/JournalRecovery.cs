namespace PersonaBatch;

/// <summary>Makes a journal sound before the first line is added. Killed between any two steps, it does the same again.</summary>
internal sealed class JournalRecovery(ICheckpointFiles files, JournalScan found, DamagedBytes damaged, bool syncs)
{
    private const int RewritePiece = 1 << 20;

    private long _torn;
    private long _damagedBytes;
    private int _ranges;
    private int _copies;

    /// <summary>Keeps damaged bytes, cuts what was never acknowledged, gives the last line its line break, and brings all of it to the disk.</summary>
    public RecoveryReport Run()
    {
        for (var i = 0; i < found.Segments.Count; i++)
        {
            Repair(i);
        }

        return new RecoveryReport(
            _torn, _ranges, _damagedBytes, found.LostAcknowledged, found.LostUnacknowledged, found.MissingSegments.Count, _copies);
    }

    private void Repair(int i)
    {
        var (segment, facts, tail) = (found.Segments[i], found.Facts[i], found.TailOf(i));
        var isTorn = tail.Length > 0 && found.IsTorn(i);
        if (facts.Damaged.Count == 0 && tail.Length == 0 && segment.Trusted == segment.Length && !segment.IsLast)
        {
            SyncWritten(segment);
            return;
        }

        using var file = files.Open(segment.Path);
        foreach (var range in tail.Length > 0 && !isTorn ? facts.Damaged.Append(tail) : facts.Damaged)
        {
            _ranges++;
            _damagedBytes += range.Length;
            _copies += damaged.Keep(file, segment.Name, range, "These bytes between intact lines are no line. They were left in place and are ignored.");
        }

        var end = isTorn ? tail.Offset : segment.Trusted;
        if (end < segment.Length)
        {
            var cut = new ByteRange(end, segment.Length - end);
            damaged.Keep(file, segment.Name, cut, "These bytes were not acknowledged: torn, or written when the disk failed. They were cut off.");
            file.SetLength(end);
            _torn += cut.Length;
        }

        if (segment.IsLast)
        {
            Confirm(file, facts);
        }
        else
        {
            file.Sync();
        }
    }

    /// <summary>An earlier run may have promised less than this one and left it unsynced; where nothing waits for the disk this costs next to nothing.</summary>
    private void SyncWritten(JournalSegment segment)
    {
        if (syncs)
        {
            using var file = files.Open(segment.Path);
            file.Sync();
        }
    }

    /// <summary>
    /// What a killed process left in the page cache counts as recorded from here on. It is written again first: after a sync that failed,
    /// the kernel takes pages for written that never were, and another sync would say so too.
    /// </summary>
    private static void Confirm(ICheckpointFile file, SegmentFacts facts)
    {
        var buffer = new byte[(int)Math.Min(RewritePiece, Math.Max(0, facts.IntactEnd - facts.UnprovenFrom))];
        for (var offset = facts.UnprovenFrom; offset < facts.IntactEnd; offset += buffer.Length)
        {
            var read = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, facts.IntactEnd - offset)), offset);
            file.Write(buffer.AsSpan(0, read), offset);
        }

        if (facts.LacksLineBreak)
        {
            file.Write("\n"u8, facts.IntactEnd);
        }

        if (file.Length > 0)
        {
            file.Sync();
        }
    }
}
