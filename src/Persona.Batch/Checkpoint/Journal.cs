using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>The results of a batch, while they grow: one line per outcome, saved before anybody is told.</summary>
/// <remarks>
/// <para>One writer at a time; <see cref="Read"/> is safe beside it. A segment that failed once is never written to again: what was not
/// acknowledged is written anew, under the same numbers, to a new one whose first line says how much of the old one counts.</para>
/// </remarks>
internal sealed class Journal : IDisposable
{
    private readonly ICheckpointFiles _files;
    private readonly string _directory;
    private readonly JournalRules _rules;
    private readonly string _batchId;
    private readonly string _runId = Guid.NewGuid().ToString("N");
    private readonly ulong _seed;
    private readonly long _lost;
    private readonly RecordedLines _recorded;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JsonLineBuffer _lines = new();
    private readonly JsonLineBuffer _frame = new();

    private GrowingSegment? _segment;
    private (int Number, long Length) _trusted;
    private int _lastNumber;
    private long _rotateAt;
    private IOException? _taken;

    /// <summary>Opens a recovered journal and notes that a run begins and what it found.</summary>
    internal Journal(ICheckpointFiles files, string directory, BatchIdentity identity, JournalScan found, JournalRules rules, TimeProvider time, ILogger logger)
    {
        _files = files;
        _directory = directory;
        _rules = rules;
        _batchId = identity.BatchId;
        _seed = identity.Seed;
        _lost = found.Lost;
        _recorded = found.RecordedLines;
        _time = time;
        _logger = logger;
        LastSequence = found.LastSequence;
        Finished = found.IsFinished;
        BeginRun(found);
    }

    /// <summary>Gets the highest number written or found.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Gets a value indicating whether the batch was finished and nothing came after.</summary>
    public bool Finished { get; private set; }

    /// <summary>Gets a value indicating whether somebody else changed the files: no further attempt helps.</summary>
    public bool IsTaken => _taken is not null;

    /// <summary>Gets how often writing failed and went on in a new segment.</summary>
    public int Faults { get; private set; }

    /// <summary>Writes outcomes under the numbers after <see cref="LastSequence"/>, in one write and one sync.</summary>
    /// <returns>The number of the first; when this returns they are as durable as the level asks.</returns>
    /// <exception cref="IOException">Nothing of it may be acknowledged; the same outcomes may be tried again, and get the same numbers.</exception>
    public long Append(ReadOnlySpan<JournalEntry> entries)
    {
        ThrowIfTaken();
        var first = LastSequence + 1;
        if (entries.IsEmpty)
        {
            return first;
        }

        RotateWhenFull();
        var now = _time.GetUtcNow();
        _lines.Clear();
        for (var i = 0; i < entries.Length; i++)
        {
            JournalLine.WriteItem(_lines, entries[i], first + i, LastSequence, now);
        }

        Commit();
        LastSequence += entries.Length;
        Finished = false;
        return first;
    }

    /// <summary>Notes that the batch is finished, with its totals.</summary>
    /// <exception cref="IOException">It could not be noted; it may be tried again.</exception>
    public void MarkDone(BatchCounts counts)
    {
        ThrowIfTaken();
        _lines.Clear();
        JournalLine.WriteDone(_lines, counts, LastSequence, _time.GetUtcNow());
        Commit();
        Finished = true;
    }

    /// <summary>Reads one recorded outcome again, and checks it again.</summary>
    /// <exception cref="CheckpointException">The line was damaged since it was found.</exception>
    public RecordedOutcome Read(KnownItem item)
    {
        if (!_recorded.TryRead(item.Place, withResult: true, out var read) || read.Sequence != item.Sequence)
        {
            var (path, offset) = _recorded.Locate(item.Place);
            throw CheckpointErrors.LineDamaged(path, offset, item.Sequence);
        }

        return read.ToRecord();
    }

    public void Dispose()
    {
        _segment?.Dispose();
        _recorded.Dispose();
    }

    private void BeginRun(JournalScan found)
    {
        var last = found.Segments.Count == 0 ? null : found.Segments[^1];
        _lastNumber = found.LastSegment;
        if (last is null || last.Number < _lastNumber)
        {
            BeginSegment((last?.Number ?? 0, last?.Length ?? 0), isSuspect: false);
        }
        else
        {
            _segment = new GrowingSegment(_files, _directory, last.Number, _rules.Syncs);
            try
            {
                _segment.Append(Head(new JournalHead(_batchId, _runId, LastSequence, _lost, _segment.Length)));
            }
            catch
            {
                _segment.TryCutBack();
                _segment.Dispose();
                throw;
            }
        }

        _rotateAt = _rules.SegmentBytes;
    }

    private void Commit()
    {
        if (_segment is not null && TryCommit() is null)
        {
            return;
        }

        BeginSegment(_trusted, isSuspect: true);
        BatchLog.SegmentReplaced(_logger, _batchId, _segment!.Path);
        _rotateAt = _rules.SegmentBytes;
        if (TryCommit() is { } failure)
        {
            throw CheckpointErrors.NotWritten(_directory, failure);
        }
    }

    /// <summary>Writes the lines to the segment; returns what went wrong, after which there is no segment.</summary>
    private Exception? TryCommit()
    {
        var segment = _segment!;
        try
        {
            segment.Append(_lines.Written);
            _trusted = default;
            return null;
        }
        catch (IOException exception) when (segment.IsTaken)
        {
            _taken = exception;
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Distrust(segment, exception);
            return exception;
        }
    }

    /// <summary>Gives a segment up. One that holds nothing acknowledged is passed over: what is said of the one before it still stands.</summary>
    private void Distrust(GrowingSegment segment, Exception exception)
    {
        Faults++;
        BatchLog.SegmentDistrusted(_logger, exception, _batchId, segment.Path, segment.Length);
        _trusted = _trusted.Number > 0 ? _trusted : (segment.Number, segment.Length);
        segment.TryCutBack();
        segment.Dispose();
        _segment = null;
    }

    private void BeginSegment((int Number, long Length) previous, bool isSuspect)
    {
        var head = Head(new JournalHead(_batchId, _runId, LastSequence, _lost, previous.Length, previous.Number, isSuspect));
        _segment = GrowingSegment.Begin(_files, _directory, ++_lastNumber, head, _rules.Syncs);
    }

    /// <summary>Begins the next segment when this one is full. When that cannot be done, this one grows on.</summary>
    private void RotateWhenFull()
    {
        if (_segment is not { } full || full.Length < _rotateAt)
        {
            return;
        }

        try
        {
            BeginSegment((full.Number, full.Length), isSuspect: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _rotateAt = full.Length + _rules.SegmentBytes;
            BatchLog.SegmentNotBegun(_logger, exception, _batchId, full.Path);
            return;
        }

        _rotateAt = _rules.SegmentBytes;
        _frame.Clear();
        JournalLine.WriteSeal(_frame, _lastNumber, LastSequence, _time.GetUtcNow());
        full.TryAppendUnsynced(_frame.Written);
        full.Dispose();
        Index(full);
    }

    private void Index(GrowingSegment full)
    {
        try
        {
            using var file = _files.OpenRead(full.Path);
            if (file is not null)
            {
                var segment = new JournalSegment(full.Number, full.Path, Base: 0, full.Length, Trusted: full.Length, SealedAt: full.Length, IsLast: false);
                var items = new SegmentItems();
                var facts = SegmentScan.Of(file, full.Length, _seed, items.Add);
                SegmentIndex.TryWrite(_files, _directory, segment, _seed, facts, items);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next resume reads the segment instead.
        }
    }

    private ReadOnlySpan<byte> Head(in JournalHead head)
    {
        _frame.Clear();
        JournalLine.WriteHead(_frame, head, _time.GetUtcNow());
        return _frame.Written;
    }

    private void ThrowIfTaken()
    {
        if (_taken is not null)
        {
            throw CheckpointErrors.JournalBroken(_directory, _taken);
        }
    }
}
