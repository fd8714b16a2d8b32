namespace PersonaBatch;

/// <summary>What one pass over a journal found. Reading changes nothing.</summary>
internal sealed class JournalScan
{
    private readonly ulong _seed;
    private readonly RecordedCosts? _costs;
    private readonly SequenceGaps _numbers = new();
    private readonly List<ByteRange> _damaged = [];
    private char[] _id = new char[256];
    private ByteRange _suspect;
    private long _durable;
    private long _headLast;
    private long _headLost;

    private JournalScan(ulong seed, RecordedCosts? costs)
    {
        _seed = seed;
        _costs = costs;
        Known = new CompletedSet(seed);
    }

    /// <summary>Gets the effective record of each item.</summary>
    public CompletedSet Known { get; }

    /// <summary>Gets the hand-out numbers.</summary>
    public HandOuts HandOuts { get; } = new();

    /// <summary>Gets how many lines are intact.</summary>
    public long Lines { get; private set; }

    /// <summary>Gets the highest number ever given out, as far as the journal tells.</summary>
    public long LastSequence => _numbers.Highest;

    /// <summary>Gets a value indicating whether the batch was finished and nothing came after.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Gets the oldest reader that understands the whole journal.</summary>
    public long MinReader { get; private set; }

    /// <summary>Gets the journal's length.</summary>
    public long Length { get; private set; }

    /// <summary>Gets where the last intact line ends.</summary>
    public long IntactEnd { get; private set; }

    /// <summary>Gets a value indicating whether the last intact line lacks its line break.</summary>
    public bool LacksLineBreak { get; private set; }

    /// <summary>Gets the bytes between intact lines that belong to none.</summary>
    public IReadOnlyList<ByteRange> Damaged => _damaged;

    /// <summary>Gets the bytes behind the last intact line.</summary>
    public ByteRange Tail => new(IntactEnd, Length - IntactEnd);

    /// <summary>Gets the missing numbers, as ranges.</summary>
    public IReadOnlyList<(long First, long Last)> Missing => _numbers.Missing;

    /// <summary>Gets how many numbers are missing in all; the next head line notes it.</summary>
    public long Lost => _numbers.CountWithin(1, LastSequence);

    /// <summary>Gets how many missing numbers had been on disk and were not yet noted by a head line: acknowledged outcomes that were damaged.</summary>
    public long LostAcknowledged =>
        Math.Max(0, _numbers.CountWithin(1, _headLast) - _headLost) + _numbers.CountWithin(_headLast + 1, _durable);

    /// <summary>Gets how many missing numbers had not reached the disk for certain: nobody was told of them.</summary>
    public long LostUnacknowledged => _numbers.CountWithin(Math.Max(_headLast, _durable) + 1, LastSequence);

    /// <summary>Reads a journal from the front.</summary>
    /// <param name="file">The journal; <see langword="null"/> when there is none.</param>
    /// <param name="seed">The key of the id hashes.</param>
    /// <param name="costs">What the items cost is noted here; a run does not ask.</param>
    public static JournalScan Of(ICheckpointFile? file, ulong seed, RecordedCosts? costs = null)
    {
        var scan = new JournalScan(seed, costs);
        if (file is not null)
        {
            scan.Read(new LineSplitter(file));
        }

        return scan;
    }

    private void Read(LineSplitter lines)
    {
        var offset = 0L;
        while (lines.TryNext(out var line, out var isTerminated))
        {
            if (JournalLineReader.TryRead(line, withResult: false, out var read))
            {
                CloseSuspect();
                Take(ref read, offset, line.Length);
                IntactEnd = lines.Offset;
                LacksLineBreak = !isTerminated;
            }
            else
            {
                _suspect = new ByteRange(_suspect.Length > 0 ? _suspect.Offset : offset, _suspect.Length + lines.Offset - offset);
            }

            offset = lines.Offset;
        }

        Length = offset;
        _numbers.Expect(_durable);
    }

    private void CloseSuspect()
    {
        if (_suspect.Length > 0)
        {
            _damaged.Add(_suspect);
            _suspect = default;
        }
    }

    private void Take(ref JournalLineReader line, long offset, int length)
    {
        Lines++;
        if (line.Sequence > 0)
        {
            _numbers.Found(line.Sequence);
        }

        _durable = Math.Max(_durable, line.Durable);
        HandOuts.Take(line);
        switch (line.Kind)
        {
            case JournalLineKind.Item:
                IsFinished = false;
                TakeItem(ref line, offset, length);
                break;
            case JournalLineKind.Head:
                MinReader = Math.Max(MinReader, line.MinReader);
                _numbers.Expect(line.Last);
                (_headLast, _headLost) = (line.Last, line.Lost);
                break;
            case JournalLineKind.Done:
                IsFinished = true;
                break;
        }
    }

    private void TakeItem(ref JournalLineReader line, long offset, int length)
    {
        if (line.Status == ItemStatus.Skipped || (line.Status == ItemStatus.Failed && line.FailureClass == FailureClass.DuplicateId))
        {
            return;
        }

        if (_id.Length < line.Id.MaxChars)
        {
            _id = new char[line.Id.MaxChars];
        }

        var item = IdHash.Of(_id.AsSpan(0, line.Id.Decode(_id)), _seed);
        _costs?.Note(item, line.Sequence, line.CostUsd);
        Known.Record(
            item,
            new KnownItem(line.Sequence, offset, length, line.Status, line.FailureClass, line.Generation, line.FingerprintHash));
    }
}
