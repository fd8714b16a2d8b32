using System.Text;

namespace PersonaBatch;

/// <summary>One pass over one segment. Reading changes nothing; several segments may be read at once.</summary>
internal sealed class SegmentScan
{
    private readonly ulong _seed;
    private readonly RecordedCosts? _costs;
    private char[] _id = new char[256];
    private ByteRange _suspect;

    private SegmentScan(ulong seed, RecordedCosts? costs)
    {
        _seed = seed;
        _costs = costs;
    }

    /// <summary>Gets what the segment says.</summary>
    public SegmentFacts Facts { get; } = new();

    /// <summary>Gets the items recorded in it.</summary>
    public SegmentItems Items { get; } = new();

    /// <summary>Reads a segment from the front.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="end">Where to stop: what is behind does not count.</param>
    /// <param name="seed">The key of the id hashes.</param>
    /// <param name="costs">What the items cost is noted here; a run does not ask.</param>
    public static SegmentScan Of(ICheckpointFile file, long end, ulong seed, RecordedCosts? costs = null)
    {
        var scan = new SegmentScan(seed, costs);
        scan.Read(new LineSplitter(file, end: end));
        scan.Facts.Items = scan.Items.Count;
        return scan;
    }

    private void Read(LineSplitter lines)
    {
        var offset = 0L;
        while (lines.TryNext(out var line, out var isTerminated))
        {
            if (TryTake(line, offset))
            {
                Facts.Lines++;
                Facts.IntactEnd = lines.Offset;
                Facts.LacksLineBreak = !isTerminated;
            }
            else
            {
                _suspect = new ByteRange(_suspect.Length > 0 ? _suspect.Offset : offset, _suspect.Length + lines.Offset - offset);
            }

            offset = lines.Offset;
        }
    }

    private bool TryTake(ReadOnlySpan<byte> line, long offset)
    {
        if (!JournalLineReader.IsIntact(line))
        {
            return false;
        }

        if (_costs is null && QuickLine.TryRead(line, out var quick))
        {
            CloseSuspect();
            Number(quick.Sequence, quick.Durable, offset);
            Room(quick.Id.Length);
            var length = Encoding.UTF8.GetChars(quick.Id, _id);
            Facts.IsFinished = false;
            Items.Add(new SegmentItem(IdHash.Of(_id.AsSpan(0, length), _seed), offset, ItemStatus.Succeeded));
            return true;
        }

        if (!JournalLineReader.TryRead(line, withResult: false, out var read))
        {
            return false;
        }

        CloseSuspect();
        Number(read.Sequence, read.Durable, offset);
        Take(ref read, offset);
        return true;
    }

    private void CloseSuspect()
    {
        if (_suspect.Length > 0)
        {
            Facts.Damaged.Add(_suspect);
            _suspect = default;
        }
    }

    private void Number(long sequence, long durable, long offset)
    {
        if (sequence > 0)
        {
            Facts.Found(sequence);
        }

        if (durable > Facts.Durable)
        {
            Facts.Durable = durable;
            Facts.UnprovenFrom = offset;
        }
    }

    private void Take(ref JournalLineReader line, long offset)
    {
        Facts.HandOutShift = Math.Max(Facts.HandOutShift, line.HandOut - line.Sequence);
        switch (line.Kind)
        {
            case JournalLineKind.Item:
                Facts.IsFinished = false;
                TakeItem(ref line, offset);
                break;
            case JournalLineKind.Head:
                Facts.MinReader = Math.Max(Facts.MinReader, line.MinReader);
                Facts.BatchId ??= line.BatchId;
                (Facts.HeadLast, Facts.HeadLost) = (line.Last, line.Lost);
                break;
            case JournalLineKind.Done:
                Facts.IsFinished = true;
                break;
            case JournalLineKind.Again:
                Facts.HandOutNotes.Add(HandOutNote.Replay(line.ReplayOf, line.HandOut));
                break;
            case JournalLineKind.Cursor:
                Facts.HandOutNotes.Add(HandOutNote.Cursor(line.After, line.Last));
                break;
            case JournalLineKind.Seal:
                Facts.Next = line.Next;
                break;
        }
    }

    private void TakeItem(ref JournalLineReader line, long offset)
    {
        if (line.Status == ItemStatus.Skipped || (line.Status == ItemStatus.Failed && line.FailureClass == FailureClass.DuplicateId))
        {
            return;
        }

        Room(line.Id.MaxChars);
        var hash = IdHash.Of(_id.AsSpan(0, line.Id.Decode(_id)), _seed);
        _costs?.Note(hash, line.Sequence, line.CostUsd);
        Items.Add(new SegmentItem(hash, offset, line.Status));
    }

    private void Room(int chars)
    {
        if (_id.Length < chars)
        {
            _id = new char[chars];
        }
    }
}
