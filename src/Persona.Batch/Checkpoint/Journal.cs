namespace PersonaBatch;

/// <summary>The results file of a batch, while it grows: one line per outcome, on the disk before anybody is told.</summary>
/// <remarks>One writer at a time; <see cref="Read"/> is safe beside it. After the first failure nothing is written any more.</remarks>
internal sealed class Journal : IDisposable
{
    private readonly ICheckpointFile _file;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly JsonLineBuffer _lines = new();

    private long _end;
    private bool _isShared;
    private IOException? _failure;

    internal Journal(ICheckpointFile file, string path, JournalScan found, TimeProvider time)
    {
        _file = file;
        _path = path;
        _time = time;
        _end = file.Length;
        LastSequence = found.LastSequence;
        Finished = found.IsFinished;
    }

    /// <summary>Gets the highest number written or found.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Gets a value indicating whether the batch was finished and nothing came after.</summary>
    public bool Finished { get; private set; }

    /// <summary>Writes outcomes under the numbers after <see cref="LastSequence"/>, in one write and one sync.</summary>
    /// <returns>The number of the first; when this returns they are on the disk.</returns>
    /// <exception cref="IOException">Nothing of it may be acknowledged, and the journal takes no more.</exception>
    public long Append(ReadOnlySpan<JournalEntry> entries)
    {
        ThrowIfBroken();
        var first = LastSequence + 1;
        if (entries.IsEmpty)
        {
            return first;
        }

        var isReplay = true;
        try
        {
            var now = _time.GetUtcNow();
            _lines.Clear();
            for (var i = 0; i < entries.Length; i++)
            {
                isReplay &= entries[i].ReplayOf > 0;
                if (entries[i].ReplayOf > 0)
                {
                    JournalLine.WriteAgain(_lines, entries[i], first + i, LastSequence);
                }
                else
                {
                    JournalLine.WriteItem(_lines, entries[i], first + i, LastSequence, now);
                }
            }

            Commit();
        }
        catch (Exception exception)
        {
            throw Break(exception);
        }

        LastSequence += entries.Length;
        Finished &= isReplay;
        return first;
    }

    /// <summary>Notes that the batch is finished, with its totals.</summary>
    /// <exception cref="IOException">It could not be noted, and the journal takes no more.</exception>
    public void MarkDone(BatchCounts counts)
    {
        ThrowIfBroken();
        try
        {
            _lines.Clear();
            JournalLine.WriteDone(_lines, counts, LastSequence, _time.GetUtcNow());
            Commit();
        }
        catch (Exception exception)
        {
            throw Break(exception);
        }

        Finished = true;
    }

    /// <summary>Notes what the user's store has when a run begins.</summary>
    /// <exception cref="IOException">It could not be noted, and the journal takes no more.</exception>
    public void NoteCursor(long? after, long lastHandOut)
    {
        ThrowIfBroken();
        try
        {
            _lines.Clear();
            JournalLine.WriteCursor(_lines, after, lastHandOut, LastSequence, _time.GetUtcNow());
            Commit();
        }
        catch (Exception exception)
        {
            throw Break(exception);
        }
    }

    /// <summary>Reads one recorded outcome again, and checks it again.</summary>
    /// <exception cref="CheckpointException">The line was damaged since it was found.</exception>
    public RecordedOutcome Read(KnownItem item)
    {
        var line = new byte[item.Length];
        if (_file.Read(line, item.Offset) < line.Length
            || !JournalLineReader.TryRead(line, withResult: true, out var read)
            || read.Kind != JournalLineKind.Item
            || read.Sequence != item.Sequence)
        {
            throw CheckpointErrors.LineDamaged(_path, item);
        }

        return read.ToRecord();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Notes that a run begins and what it found.</summary>
    internal void BeginRun(string batchId, JournalScan found)
    {
        _lines.Clear();
        var head = new JournalHead(batchId, Guid.NewGuid().ToString("N"), found.LastSequence, found.Lost, _end);
        JournalLine.WriteHead(_lines, head, _time.GetUtcNow());
        Commit();
    }

    private void Commit()
    {
        // Covers file systems without locks: whoever wrote here meanwhile believes to be alone as well.
        var length = _file.Length;
        if (length != _end)
        {
            _isShared = true;
            throw CheckpointErrors.ForeignWriter(_path, _end, length);
        }

        _file.Write(_lines.Written, _end);
        _file.Sync();
        _end += _lines.Written.Length;
    }

    private void ThrowIfBroken()
    {
        if (_failure is not null)
        {
            throw CheckpointErrors.JournalBroken(_path, _failure);
        }
    }

    /// <summary>After a failed sync the kernel may show lines that never reach the disk: the file is cut back, so that no later run takes them for durable.</summary>
    private IOException Break(Exception exception)
    {
        _failure = exception as IOException ?? CheckpointErrors.JournalBroken(_path, exception);
        try
        {
            if (!_isShared && _file.Length > _end)
            {
                _file.SetLength(_end);
            }
        }
        catch (IOException)
        {
            // The first failure is the one to report; the next run finds whatever is left and checks it.
        }

        return _failure;
    }
}
