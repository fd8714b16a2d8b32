namespace PersonaBatch;

/// <summary>The recorded outcomes of a batch, the one that counts of each item, in the order in which they were recorded. Shows what was there when it was opened.</summary>
internal sealed class StoredOutcomes : IDisposable
{
    private readonly ICheckpointFiles _files;
    private readonly JournalScan _found;

    private LineSplitter? _lines;
    private ICheckpointFile? _file;
    private int _segment = -1;

    public StoredOutcomes(ICheckpointFiles files, JournalScan found)
    {
        _files = files;
        _found = found;
    }

    /// <summary>Takes the next outcomes: so many, or fewer when they are large; none at the end.</summary>
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
                && _found.Known.TryGet(read.Id.Decode()!, out var known)
                && known.Place == place)
            {
                outcome = new StoredOutcome(known, read.ToRecord());
                return true;
            }
        }

        outcome = default;
        return false;
    }

    private bool TryOpenNext()
    {
        while (++_segment < _found.Segments.Count)
        {
            var segment = _found.Segments[_segment];
            if (_files.OpenRead(segment.Path) is { } file)
            {
                _file = file;
                _lines = new LineSplitter(file, end: segment.Trusted);
                return true;
            }
        }

        return false;
    }

    private void Close()
    {
        _file?.Dispose();
        (_file, _lines) = (null, null);
    }
}
