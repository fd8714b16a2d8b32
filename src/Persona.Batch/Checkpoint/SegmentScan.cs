using System.Text;

namespace PersonaBatch;

/// <summary>One pass over one segment. Reading changes nothing; several segments may be read at once.</summary>
internal sealed class SegmentScan
{
    private readonly ulong _seed;
    private readonly Action<SegmentItem> _found;
    private readonly SegmentFacts _facts = new();
    private char[] _id = new char[256];
    private ByteRange _suspect;

    private SegmentScan(ulong seed, Action<SegmentItem> found)
    {
        _seed = seed;
        _found = found;
    }

    /// <summary>Reads a segment from the front.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="end">Where to stop: what is behind does not count.</param>
    /// <param name="seed">The key of the id hashes.</param>
    /// <param name="found">Told each recorded item.</param>
    /// <returns>What it says.</returns>
    public static SegmentFacts Of(ICheckpointFile file, long end, ulong seed, Action<SegmentItem> found)
    {
        var scan = new SegmentScan(seed, found);
        scan.Read(new LineSplitter(file, end: end));
        return scan._facts;
    }

    private void Read(LineSplitter lines)
    {
        var offset = 0L;
        while (lines.TryNext(out var line, out var isTerminated))
        {
            if (TryTake(line, offset))
            {
                _facts.Lines++;
                _facts.IntactEnd = lines.Offset;
                _facts.LacksLineBreak = !isTerminated;
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

        if (QuickLine.TryRead(line, out var quick))
        {
            CloseSuspect();
            Number(quick.Sequence, quick.Durable, offset);
            Room(quick.Id.Length);
            var length = Encoding.UTF8.GetChars(quick.Id, _id);
            _facts.IsFinished = false;
            Report(new SegmentItem(IdHash.Of(_id.AsSpan(0, length), _seed), offset, ItemStatus.Succeeded));
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
            _facts.Damaged.Add(_suspect);
            _suspect = default;
        }
    }

    private void Number(long sequence, long durable, long offset)
    {
        if (sequence > 0)
        {
            _facts.Numbers.Add(sequence, sequence);
        }

        if (durable > _facts.Durable)
        {
            _facts.Durable = durable;
            _facts.UnprovenFrom = offset;
        }
    }

    private void Take(ref JournalLineReader line, long offset)
    {
        _facts.HandOutShift = Math.Max(_facts.HandOutShift, line.HandOut - line.Sequence);
        switch (line.Kind)
        {
            case JournalLineKind.Item:
                _facts.IsFinished = false;
                TakeItem(ref line, offset);
                break;
            case JournalLineKind.Head:
                _facts.MinReader = Math.Max(_facts.MinReader, line.MinReader);
                _facts.BatchId ??= line.BatchId;
                (_facts.HeadLast, _facts.HeadLost) = (line.Last, line.Lost);
                break;
            case JournalLineKind.Done:
                _facts.IsFinished = true;
                break;
            case JournalLineKind.Again:
                _facts.HandOutNotes.Add(HandOutNote.Replay(line.ReplayOf, line.HandOut));
                break;
            case JournalLineKind.Cursor:
                _facts.HandOutNotes.Add(HandOutNote.Cursor(line.After, line.Last));
                break;
            case JournalLineKind.Dropped:
                TakeDropped(line.Ranges);
                break;
            case JournalLineKind.Seal:
                _facts.Next = line.Next;
                break;
        }
    }

    private void TakeDropped(JsonSlice ranges)
    {
        foreach (var (first, last) in NumberRanges.Parse(ranges.Decode() ?? "").Ranges)
        {
            _facts.Numbers.Add(first, last);
        }

        _facts.Numbers.Merge();
    }

    private void TakeItem(ref JournalLineReader line, long offset)
    {
        if (line.Status == ItemStatus.Skipped || (line.Status == ItemStatus.Failed && line.FailureClass == FailureClass.DuplicateId))
        {
            return;
        }

        Room(line.Id.MaxChars);
        var hash = IdHash.Of(_id.AsSpan(0, line.Id.Decode(_id)), _seed);
        Report(new SegmentItem(hash, offset, line.Status));
    }

    private void Report(in SegmentItem item)
    {
        _facts.Items++;
        _found(item);
    }

    private void Room(int chars)
    {
        if (_id.Length < chars)
        {
            _id = new char[chars];
        }
    }
}
