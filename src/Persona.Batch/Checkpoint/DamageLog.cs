using System.Globalization;
using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Tells what was found damaged: file, offset and numbers.</summary>
internal sealed class DamageLog(ILogger logger, string batchId)
{
    private const int MostShown = 20;

    /// <summary>Whether bytes, saved outcomes or whole segments are damaged or gone, repaired since or not.</summary>
    public static bool IsDamaged(JournalScan found) => found.LostAcknowledged > 0 || found.MissingSegments.Count > 0 || Stretches(found).Any();

    /// <summary>Says in one line what is damaged.</summary>
    public static string Places(JournalScan found)
    {
        var ranges = Stretches(found).Select(static place => string.Create(
            CultureInfo.InvariantCulture, $"{place.File} at {place.Range.Offset}, {place.Range.Length} bytes"));
        var missing = found.MissingSegments.Select(static number => $"{SegmentName.Of(number)} is missing");
        return string.Join("; ", [.. ranges.Concat(missing).Take(MostShown), $"numbers {Numbers(found)}"]);
    }

    /// <summary>Logs what recovery found and did.</summary>
    public void Report(RecoveryReport recovery, JournalScan found)
    {
        if (recovery.TornBytes > 0)
        {
            var last = found.Segments.Count - 1;
            BatchLog.TornTail(logger, batchId, recovery.TornBytes, found.Segments[last].Name, found.TailOf(last).Offset);
        }

        foreach (var (file, range) in recovery.NewCopies > 0 ? Stretches(found) : [])
        {
            BatchLog.DamagedRange(logger, batchId, file, range.Offset, range.Length);
        }

        if (found.MissingSegments.Count > 0)
        {
            BatchLog.SegmentsMissing(logger, batchId, string.Join(", ", found.MissingSegments.Select(SegmentName.Of)));
        }

        if (recovery.LostAcknowledged > 0)
        {
            BatchLog.LostAcknowledged(logger, batchId, recovery.LostAcknowledged, Numbers(found));
        }

        if (recovery.LostUnacknowledged > 0)
        {
            BatchLog.LostUnacknowledged(logger, batchId, recovery.LostUnacknowledged, Numbers(found));
        }
    }

    private static IEnumerable<(string File, ByteRange Range)> Stretches(JournalScan found)
    {
        for (var i = 0; i < found.Segments.Count; i++)
        {
            var tail = found.TailOf(i);
            foreach (var range in tail.Length > 0 && !found.IsTorn(i) ? found.Facts[i].Damaged.Append(tail) : found.Facts[i].Damaged)
            {
                yield return (found.Segments[i].Name, range);
            }
        }
    }

    private static string Numbers(JournalScan found) => string.Join(
        ", ",
        found.Missing.TakeLast(MostShown).Select(static gap => gap.First == gap.Last
            ? gap.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{gap.First}-{gap.Last}")));
}
