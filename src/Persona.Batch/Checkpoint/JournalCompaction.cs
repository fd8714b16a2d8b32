namespace PersonaBatch;

/// <summary>Writes a journal anew without what no longer counts, in a directory whose lock is held.</summary>
/// <remarks>
/// <para>The new segments are complete and on the disk under other names before the first gets its own, and all have their names on the disk
/// before the first old one goes: after a crash the old ones are whole, or every line is there twice and the first counts. The last one is
/// named first, because a segment that is missing behind another one would look like a loss; the newest old one goes first; and each such step
/// is on the disk before the next: what is left of them is older than all that is new, and the numbers still grow from line to line.</para>
/// <para>Lines are copied byte for byte and keep their numbers.</para>
/// </remarks>
internal sealed class JournalCompaction
{
    /// <summary>How long a segment grows unless a test wants it shorter.</summary>
    public const long SegmentBytes = 64 << 20;

    private const int PieceBytes = 1 << 20;
    private const string Temporary = ".tmp";

    private readonly ICheckpointFiles _files;
    private readonly string _directory;
    private readonly JournalScan _found;
    private readonly long _segmentBytes;
    private readonly DateTimeOffset _now;
    private readonly string _runId = Guid.NewGuid().ToString("N");
    private readonly JsonLineBuffer _frame = new();
    private readonly List<int> _written = [];
    private readonly NumberRanges _dropped = new();
    private readonly HashSet<long> _keptBesides = [];

    private ICheckpointFile? _file;
    private byte[] _piece = [];
    private int _used;
    private long _length;
    private byte[]? _done;

    public JournalCompaction(ICheckpointFiles files, string directory, JournalScan found, DateTimeOffset now, long segmentBytes)
    {
        _files = files;
        _directory = directory;
        _found = found;
        _now = now;
        _segmentBytes = segmentBytes;
    }

    /// <summary>Deletes what a compaction left that was killed before its files counted.</summary>
    public static void DeleteLeftovers(ICheckpointFiles files, string directory)
    {
        foreach (var name in files.Files(directory))
        {
            if (name.EndsWith(Temporary, StringComparison.Ordinal) && SegmentName.NumberOf(name[..^Temporary.Length]) > 0)
            {
                files.DeleteFile(Path.Combine(directory, name));
            }
        }
    }

    /// <summary>Compacts.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="cancellationToken">Ends it before anything counts; the new files are deleted.</param>
    public void Run(string batchId, CancellationToken cancellationToken)
    {
        DeleteLeftovers(_files, _directory);
        try
        {
            Write(batchId, cancellationToken);
        }
        catch
        {
            _file?.Dispose();
            DeleteLeftovers(_files, _directory);
            throw;
        }

        foreach (var number in _written.AsEnumerable().Reverse())
        {
            _files.RenameFile(PathOf(number) + Temporary, PathOf(number));
            _files.SyncDirectory(_directory);
        }

        foreach (var segment in _found.Segments.Reverse())
        {
            _files.DeleteFile(segment.Path);
            _files.DeleteFile(Path.Combine(_directory, SegmentName.OfIndex(segment.Number)));
            _files.SyncDirectory(_directory);
        }
    }

    private void Write(string batchId, CancellationToken cancellationToken)
    {
        Begin(batchId);
        var last = _found.HighestLine;
        foreach (var segment in _found.Segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = _files.OpenRead(segment.Path) ?? throw new FileNotFoundException($"'{segment.Path}' was there a moment ago.", segment.Path);
            var lines = new LineSplitter(file, end: segment.Trusted);
            for (var offset = 0L; lines.TryNext(out var line, out _); offset = lines.Offset)
            {
                if (!JournalLineReader.TryRead(line, withResult: false, out var read))
                {
                    continue;
                }

                if (Counts(read, line, segment.Base + offset, last))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    RollOverWhenFull(batchId);
                    Add(line);
                    Add("\n"u8);
                }
                else if (read.Sequence > 0)
                {
                    _dropped.Add(read.Sequence, read.Sequence);
                }
            }
        }

        Finish();
    }

    /// <summary>Decides whether a line is kept: the one that counts of its item, what came later and does not hide it, the newest of all, and what is not an outcome.</summary>
    /// <remarks>A compaction that was cut short leaves lines twice. Of those, too, one is kept.</remarks>
    private bool Counts(in JournalLineReader line, ReadOnlySpan<byte> bytes, long place, long last)
    {
        switch (line.Kind)
        {
            case JournalLineKind.Head or JournalLineKind.Seal:
                return false;
            case JournalLineKind.Done:
                _done = bytes.ToArray();
                return false;
            case JournalLineKind.Dropped:
                KeepDropped(line.Ranges);
                return false;
            case JournalLineKind.Again when !_found.HandOuts.IsLatest(line.ReplayOf, line.HandOut) && line.Sequence != last:
                return false;
            case JournalLineKind.Item when _found.Known.TryGet(line.Id.Decode()!, out var known) && line.Sequence <= known.Sequence:
                return known.Place == place && (line.Sequence != last || _keptBesides.Add(last));
            case JournalLineKind.Item when line.Sequence != last && !_found.Known.TryGet(line.Id.Decode()!, out _):
                return false;
            default:
                return line.Sequence == 0 || _keptBesides.Add(line.Sequence);
        }
    }

    private void KeepDropped(JsonSlice ranges)
    {
        foreach (var (first, end) in NumberRanges.Parse(ranges.Decode() ?? "").Ranges)
        {
            _dropped.Add(first, end);
        }
    }

    private void Begin(string batchId)
    {
        var number = _written.Count == 0 ? _found.LastSegment + 1 : _written[^1] + 1;
        var replaces = _written.Count == 0 ? _found.LastSegment : 0;
        var previous = _written.Count == 0 ? 0 : _written[^1];
        _written.Add(number);
        _file = _files.Open(PathOf(number) + Temporary);
        var previousLength = _length;
        _length = 0;

        // A loss that nobody was told of yet is for the next run to tell.
        AddHead(new JournalHead(
            batchId, _runId, _found.LastSequence, _found.Lost - _found.LostAcknowledged, previousLength, previous, Replaces: replaces));
    }

    private void RollOverWhenFull(string batchId)
    {
        if (_length < _segmentBytes)
        {
            return;
        }

        AddDropped();
        _frame.Clear();
        JournalLine.WriteSeal(_frame, _written[^1] + 1, _found.LastSequence, _now);
        Add(_frame.Written);
        Close();
        Begin(batchId);
    }

    private void Finish()
    {
        AddDropped();
        if (_found.IsFinished && _done is not null)
        {
            Add(_done);
            Add("\n"u8);
        }

        Close();
    }

    private void AddDropped()
    {
        _dropped.Merge();
        if (_dropped.Count > 0)
        {
            _frame.Clear();
            JournalLine.WriteDropped(_frame, _dropped, _now);
            Add(_frame.Written);
            _dropped.Clear();
        }
    }

    private void AddHead(in JournalHead head)
    {
        _frame.Clear();
        JournalLine.WriteHead(_frame, head, _now);
        Add(_frame.Written);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (_used + bytes.Length > _piece.Length)
        {
            Flush();
            Array.Resize(ref _piece, Math.Max(PieceBytes, bytes.Length));
        }

        bytes.CopyTo(_piece.AsSpan(_used));
        _used += bytes.Length;
        _length += bytes.Length;
    }

    private void Flush()
    {
        _file!.Write(_piece.AsSpan(0, _used), _length - _used);
        _used = 0;
    }

    private void Close()
    {
        Flush();
        _file!.Sync();
        _file.Dispose();
        _file = null;
    }

    private string PathOf(int number) => Path.Combine(_directory, SegmentName.Of(number));
}
