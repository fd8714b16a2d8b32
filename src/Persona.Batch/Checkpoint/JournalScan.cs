using System.Runtime.ExceptionServices;

namespace PersonaBatch;

/// <summary>What a journal says, all segments together. Looking changes nothing.</summary>
internal sealed class JournalScan : IDisposable
{
    private const long WorthAThread = 8 << 20;
    private const long MostKept = 8 << 20;
    private const int BlockItems = 4096;

    private readonly ICheckpointFiles _files;
    private readonly string _directory;
    private readonly ulong _seed;
    private readonly SequenceGaps _numbers = new();
    private readonly SegmentFacts[] _facts;
    private readonly SegmentItems?[] _items;
    private readonly SegmentIndex?[] _indexes;
    private readonly RecordedLines _lines;
    private long _durable;
    private long _headLast;
    private long _headLost;

    private JournalScan(ICheckpointFiles files, string directory, ulong seed)
    {
        _files = files;
        _directory = directory;
        _seed = seed;
        Segments = JournalLayout.Of(files, directory);
        _facts = new SegmentFacts[Segments.Count];
        _items = new SegmentItems?[Segments.Count];
        _indexes = new SegmentIndex?[Segments.Count];
        _lines = new RecordedLines(files, Segments);
    }

    /// <summary>Gets the segments, in order.</summary>
    public IReadOnlyList<JournalSegment> Segments { get; }

    /// <summary>Gets what each segment says.</summary>
    public IReadOnlyList<SegmentFacts> Facts => _facts;

    /// <summary>Gets the effective record of each item.</summary>
    public CompletedSet Known { get; private set; } = null!;

    /// <summary>Gets where recorded lines are read.</summary>
    public RecordedLines RecordedLines => _lines;

    /// <summary>Gets the hand-out numbers.</summary>
    public HandOuts HandOuts { get; } = new();

    /// <summary>Gets how many lines are intact.</summary>
    public long Lines => _facts.Sum(static facts => facts.Lines);

    /// <summary>Gets the highest number ever given out, as far as the journal tells.</summary>
    public long LastSequence => _numbers.Highest;

    /// <summary>Gets the highest number a line has.</summary>
    public long HighestLine => _facts.SelectMany(static facts => facts.Numbers.Ranges).Select(static range => range.Last).DefaultIfEmpty().Max();

    /// <summary>Gets a value indicating whether the batch was finished and nothing came after.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Gets the oldest reader that understands the whole journal.</summary>
    public long MinReader { get; private set; }

    /// <summary>Gets the batch that head lines name; <see langword="null"/> when none is intact.</summary>
    public string? BatchId { get; private set; }

    /// <summary>Gets the highest number of a segment that is there, or was.</summary>
    public int LastSegment { get; private set; }

    /// <summary>
    /// Gets the numbers of segments that are missing and held something, or may have. One that could not be begun leaves a number out too,
    /// and what a run found missing before is no news.
    /// </summary>
    public IReadOnlyList<int> MissingSegments { get; private set; } = [];

    /// <summary>Gets the missing numbers, as ranges.</summary>
    public IReadOnlyList<(long First, long Last)> Missing => _numbers.Missing;

    /// <summary>Gets how many numbers are missing in all; the next head line notes it.</summary>
    public long Lost => _numbers.CountWithin(1, LastSequence);

    /// <summary>Gets how many missing numbers had been on disk and were not yet noted by a head line: acknowledged outcomes that were damaged.</summary>
    public long LostAcknowledged =>
        Math.Max(0, _numbers.CountWithin(1, _headLast) - _headLost) + _numbers.CountWithin(_headLast + 1, _durable);

    /// <summary>Gets how many missing numbers had not reached the disk for certain: nobody was told of them.</summary>
    public long LostUnacknowledged => _numbers.CountWithin(Math.Max(_headLast, _durable) + 1, LastSequence);

    /// <summary>Reads a journal.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="directory">The batch's directory.</param>
    /// <param name="seed">The key of the id hashes.</param>
    /// <param name="damaged">Told the file and offset of a line that turns out damaged when it is asked for; may throw to stop.</param>
    /// <param name="usesIndexes">Whether a segment's index may stand for it.</param>
    public static JournalScan Of(ICheckpointFiles files, string directory, ulong seed, Action<string, long>? damaged = null, bool usesIndexes = true)
    {
        var scan = new JournalScan(files, directory, seed);
        scan.ReadSegments(usesIndexes);
        scan.SumUp();
        scan.Load(damaged ?? (static (_, _) => { }));
        return scan;
    }

    /// <summary>Writes the indexes that are missing, so that the next reading is short.</summary>
    public void WriteIndexes()
    {
        for (var i = 0; i < Segments.Count; i++)
        {
            if (_items[i] is { } items && !Segments[i].IsLast && Segments[i].Trusted == Segments[i].Length)
            {
                SegmentIndex.TryWrite(_files, _directory, Segments[i], _seed, _facts[i], items);
            }

            _items[i] = null;
        }
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>What is behind the last intact line of a segment.</summary>
    public ByteRange TailOf(int segment) => new(_facts[segment].IntactEnd, Segments[segment].Trusted - _facts[segment].IntactEnd);

    /// <summary>Whether that was torn off, or never acknowledged; otherwise it is damage.</summary>
    public bool IsTorn(int segment) => Segments[segment].IsLast || _facts[segment].IntactEnd >= Segments[segment].SealedAt;

    private void ReadSegments(bool usesIndexes)
    {
        var toScan = new List<int>();
        var block = new SegmentItem[BlockItems];
        for (var i = 0; i < Segments.Count; i++)
        {
            _indexes[i] = Segments[i].IsLast || !usesIndexes ? null : SegmentIndex.TryOpen(_files, _directory, Segments[i], _seed, block);
            if (_indexes[i] is { } index)
            {
                _facts[i] = index.ToFacts();
            }
            else
            {
                toScan.Add(i);
            }
        }

        if (toScan.Count > 1 && toScan.Sum(i => Segments[i].Trusted) > WorthAThread)
        {
            ScanTogether(toScan);
        }
        else
        {
            toScan.ForEach(ScanSegment);
        }
    }

    private void ScanTogether(List<int> toScan)
    {
        try
        {
            Parallel.ForEach(toScan, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(4, Environment.ProcessorCount) }, ScanSegment);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]); // as if it had been read alone
        }
    }

    /// <summary>Reads a segment. The items of a long last one are not kept: they would be the peak of a resume's memory, and are read again instead.</summary>
    private void ScanSegment(int i)
    {
        var items = Segments[i].IsLast && Segments[i].Trusted > MostKept ? null : new SegmentItems();
        _items[i] = items;
        _facts[i] = ScanSegment(i, item => items?.Add(item));
    }

    private SegmentFacts ScanSegment(int i, Action<SegmentItem> found)
    {
        using var file = _files.OpenRead(Segments[i].Path) ?? throw new FileNotFoundException($"'{Segments[i].Path}' was there a moment ago.");
        return SegmentScan.Of(file, Segments[i].Trusted, _seed, found);
    }

    private void SumUp()
    {
        for (var i = 0; i < _facts.Length; i++)
        {
            var facts = _facts[i];
            HandOuts.Take(facts.HandOutShift, facts.HandOutNotes);
            foreach (var (first, last) in facts.Numbers.Ranges)
            {
                _numbers.Found(first, last);
            }

            _durable = Math.Max(_durable, facts.Durable);
            if (facts.HeadLast >= 0)
            {
                _numbers.Expect(facts.HeadLast);
                (_headLast, _headLost) = (facts.HeadLast, facts.HeadLost);
            }

            MinReader = Math.Max(MinReader, facts.MinReader);
            IsFinished = facts.IsFinished ?? IsFinished;
            BatchId ??= facts.BatchId;
            LastSegment = Math.Max(LastSegment, Math.Max(Segments[i].Number, facts.Next));
        }

        _numbers.Expect(_durable);
        var oldest = 1 + Segments.Select(static segment => segment.Replaces).DefaultIfEmpty().Max();
        var firstOfInterest = LostAcknowledged > 0 || Segments.Count == 0 ? oldest : Segments[^1].Number + 1;
        MissingSegments = [.. Enumerable.Range(firstOfInterest, LastSegment + 1 - firstOfInterest).Except(Segments.Select(static segment => segment.Number)).Where(IsGone)];
    }

    /// <summary>A reader without the lock may know a segment only from the one before it, begun since it looked.</summary>
    private bool IsGone(int number) => !_files.FileExists(Path.Combine(_directory, SegmentName.Of(number)));

    private void Load(Action<string, long> damaged)
    {
        Known = new CompletedSet(_seed, _facts.Sum(static facts => (long)facts.Items), _lines, place =>
        {
            var (path, offset) = _lines.Locate(place);
            damaged(path, offset);
        });
        var room = new SegmentItem[BlockItems];
        for (var i = 0; i < Segments.Count; i++)
        {
            // An index may be deleted while it is read: then the segment is read after all. What was recorded is not recorded twice.
            if (Load(i, _indexes[i]?.ReadItems(room) ?? _items[i]?.Pieces ?? []) < _facts[i].Items)
            {
                var start = Segments[i].Base;
                ScanSegment(i, item => Known.Record(item.Key, start + item.Offset, item.Status));
            }
        }
    }

    private int Load(int segment, IEnumerable<ReadOnlyMemory<SegmentItem>> blocks)
    {
        var start = Segments[segment].Base;
        var count = 0;
        foreach (var block in blocks)
        {
            foreach (var item in block.Span)
            {
                Known.Record(item.Key, start + item.Offset, item.Status);
            }

            count += block.Length;
        }

        return count;
    }
}
