namespace PersonaBatch;

/// <summary>Which segments a journal has, and how far each may be trusted. Looking changes nothing.</summary>
internal static class JournalLayout
{
    private const int UsualHead = 1 << 12;

    /// <summary>Lists the segments in order.</summary>
    public static IReadOnlyList<JournalSegment> Of(ICheckpointFiles files, string directory)
    {
        var numbers = files.Files(directory).Select(SegmentName.NumberOf).Where(static number => number > 0).Order().ToArray();
        var links = numbers.Select(number => LinkOf(files, Path.Combine(directory, SegmentName.Of(number)), number)).ToArray();
        var segments = new List<JournalSegment>(numbers.Length);
        var start = 0L;
        for (var i = 0; i < numbers.Length; i++)
        {
            var path = Path.Combine(directory, SegmentName.Of(numbers[i]));
            var length = files.LengthOf(path) ?? 0;
            var sealedAt = links.Where(link => link.Previous == numbers[i]).Select(static link => link.Bytes).DefaultIfEmpty().Max();
            segments.Add(new JournalSegment(numbers[i], path, start, length, Math.Min(length, TrustedOf(numbers[i], links)), sealedAt, i == numbers.Length - 1, links[i].Replaces));
            start += length;
        }

        return segments;
    }

    /// <summary>Writing failed in <c>Previous</c> and in all segments between it and the one that says so: those hold nothing that was acknowledged.</summary>
    private static long TrustedOf(int number, SegmentLink[] links)
    {
        var trusted = long.MaxValue;
        foreach (var link in links)
        {
            if (link.IsSuspect && number >= link.Previous && number < link.Number)
            {
                trusted = Math.Min(trusted, number == link.Previous ? link.Bytes : 0);
            }
        }

        return trusted;
    }

    private static SegmentLink LinkOf(ICheckpointFiles files, string path, int number)
    {
        using var file = files.OpenRead(path);
        return file is not null
            && TryFirst(file, out var line)
            && JournalLineReader.TryRead(line, withResult: false, out var head)
            && head.Kind == JournalLineKind.Head
            && head.Previous + head.Replaces > 0
                ? new SegmentLink(number, head.Previous, head.Bytes, head.IsSuspect, head.Replaces)
                : new SegmentLink(number, 0, 0, IsSuspect: false, 0);
    }

    /// <summary>Reads the first line: little, unless it is longer, as with a very long batch id.</summary>
    private static bool TryFirst(ICheckpointFile file, out ReadOnlySpan<byte> line) =>
        (new LineSplitter(file, longestLine: UsualHead).TryNext(out line, out var isWhole) && isWhole) || new LineSplitter(file).TryNext(out line, out _);

    /// <summary>What a segment's head says of the one before it.</summary>
    private readonly record struct SegmentLink(int Number, int Previous, long Bytes, bool IsSuspect, int Replaces);
}
