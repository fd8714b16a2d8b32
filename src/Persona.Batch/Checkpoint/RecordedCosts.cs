namespace PersonaBatch;

/// <summary>What the items of a journal cost. Each line holds all that its item had cost by then, so of an item the newest line with a cost counts.</summary>
/// <remarks>Nearly always that is the line that counts anyway. Something is kept only of items where it is not: those that failed after they had succeeded, above all.</remarks>
internal sealed class RecordedCosts
{
    private readonly JournalScan _found;
    private readonly Dictionary<long, (long Sequence, decimal CostUsd)> _others = [];

    private decimal? _sumUsd;

    private RecordedCosts(JournalScan found) => _found = found;

    /// <summary>Sums them up, in one pass over the lines; <see langword="null"/> when no cost is recorded.</summary>
    public static decimal? SumUsd(ICheckpointFiles files, JournalScan found)
    {
        var costs = new RecordedCosts(found);
        foreach (var segment in found.Segments)
        {
            using var file = files.OpenRead(segment.Path) ?? throw CheckpointErrors.ChangedWhileRead(Path.GetDirectoryName(segment.Path)!);
            costs.Take(segment, new LineSplitter(file, end: segment.Trusted));
        }

        return costs._sumUsd;
    }

    private void Take(JournalSegment segment, LineSplitter lines)
    {
        for (var offset = 0L; lines.TryNext(out var line, out _); offset = lines.Offset)
        {
            if (!JournalLineReader.TryRead(line, withResult: false, out var read) || read.Kind != JournalLineKind.Item || read.CostUsd is not { } cost)
            {
                continue;
            }

            var id = read.Id.Decode()!;
            if (_found.Known.IsCounting(id, segment.Base + offset))
            {
                Add(cost);
            }
            else if (_found.Known.TryGet(id, out var known))
            {
                TakeOther(known, read.Sequence, cost);
            }
        }
    }

    private void TakeOther(in KnownItem known, long sequence, decimal cost)
    {
        _found.RecordedLines.TryRead(known.Place, withResult: false, out var counting);
        (long Sequence, decimal CostUsd) before = _others.TryGetValue(known.Sequence, out var other) ? other
            : counting.CostUsd is { } counted ? (known.Sequence, counted)
            : default;
        if (sequence > before.Sequence)
        {
            Add(cost - before.CostUsd);
            _others[known.Sequence] = (sequence, cost);
        }
    }

    private void Add(decimal cost) => _sumUsd = (_sumUsd ?? 0) + cost;
}
