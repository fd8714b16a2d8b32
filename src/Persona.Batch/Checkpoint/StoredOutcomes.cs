namespace PersonaBatch;

/// <summary>The recorded outcomes of a batch, the one that counts of each item, in the order in which they were recorded. Shows what was there when it was opened.</summary>
internal sealed class StoredOutcomes : IDisposable
{
    private readonly JournalSnapshot _files;
    private readonly JournalScan _found;
    private readonly string _path;
    private readonly long _recorded;

    private LineSplitter? _lines;
    private ICheckpointFile? _file;
    private int _segment = -1;
    private long _given;

    /// <param name="files">The batch's directory; disposed with this.</param>
    /// <param name="found">What is in it; disposed with this.</param>
    /// <param name="path">The batch's directory, for people.</param>
    public StoredOutcomes(JournalSnapshot files, JournalScan found, string path)
    {
        _files = files;
        _found = found;
        _path = path;
        _recorded = found.Known.Count;
    }

    /// <summary>Takes the next outcomes: so many, or fewer when they are large; none at the end.</summary>
    /// <exception cref="IOException">Not all that are recorded could be read.</exception>
    public List<StoredOutcome> Next(int most, long mostBytes)
    {
        var block = new List<StoredOutcome>();
        while (block.Count < most && mostBytes > 0 && TryNext(out var outcome))
        {
            block.Add(outcome);
            mostBytes -= outcome.Outcome.ResultJson.Length;
        }

        return block;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _found.Dispose();
        _files.Dispose();
    }

    private bool TryNext(out StoredOutcome outcome)
    {
        while (_lines is not null || TryOpenNext())
        {
            var place = _found.Segments[_segment].Base + _lines!.Offset;
            if (!_lines.TryNext(out var line, out _))
            {
                Close();
            }
            else if (JournalLineReader.TryRead(line, withResult: true, out var read)
                && read.Kind == JournalLineKind.Item
                && _found.Known.IsCounting(read.Id.Decode()!, place))
            {
                outcome = new StoredOutcome(KnownItem.Of(read, place), read.ToRecord());
                _given++;
                return true;
            }
        }

        outcome = default;
        return _given == _recorded ? false : throw CheckpointErrors.ReadShort(_path, _given, _recorded);
    }

    private bool TryOpenNext()
    {
        if (++_segment >= _found.Segments.Count)
        {
            return false;
        }

        var segment = _found.Segments[_segment];
        _file = _files.OpenRead(segment.Path) ?? throw CheckpointErrors.ChangedWhileRead(_path);
        _lines = new LineSplitter(_file, end: segment.Trusted);
        return true;
    }

    private void Close()
    {
        _file?.Dispose();
        (_file, _lines) = (null, null);
    }
}
