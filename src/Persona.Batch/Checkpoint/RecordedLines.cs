namespace PersonaBatch;

/// <summary>Reads recorded lines by their place, and checks each again. Keeps the last one, for it is often asked for twice.</summary>
/// <remarks>Not thread-safe: the one reader of the input uses it, beside whoever appends.</remarks>
internal sealed class RecordedLines(ICheckpointFiles files, IReadOnlyList<JournalSegment> segments) : IDisposable
{
    private const int FirstRead = 4096;
    private const int MostOpen = 64;

    private readonly long[] _bases = [.. segments.Select(static segment => segment.Base)];
    private readonly ICheckpointFile?[] _open = new ICheckpointFile?[segments.Count];
    private readonly Queue<int> _openOrder = new();

    private byte[] _buffer = new byte[FirstRead];
    private long _place = -1;
    private int _length;

    /// <summary>Reads the outcome that begins at a place; <see langword="false"/> when there is no intact outcome. Valid until the next call.</summary>
    public bool TryRead(long place, bool withResult, out JournalLineReader read)
    {
        if (place != _place)
        {
            _length = Fetch(place);
            _place = place;
        }

        return JournalLineReader.TryRead(_buffer.AsSpan(0, _length), withResult, out read) && read.Kind == JournalLineKind.Item;
    }

    /// <summary>Tells where a place is, for people.</summary>
    public (string Path, long Offset) Locate(long place)
    {
        var segment = segments[IndexOf(place)];
        return (segment.Path, place - segment.Base);
    }

    public void Dispose()
    {
        foreach (var file in _open)
        {
            file?.Dispose();
        }
    }

    /// <summary>Brings a line into the buffer and returns its length without the line break; 0 when it cannot be read.</summary>
    private int Fetch(long place)
    {
        var index = IndexOf(place);
        var offset = place - segments[index].Base;
        try
        {
            var file = Open(index);
            for (var have = 0; file is not null;)
            {
                var read = file.Read(_buffer.AsSpan(have), offset + have);
                var end = _buffer.AsSpan(have, read).IndexOf((byte)'\n');
                if (end >= 0 || read < _buffer.Length - have)
                {
                    return have + (end < 0 ? read : end);
                }

                have = _buffer.Length;
                Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, 2L * _buffer.Length));
                if (have == _buffer.Length)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A sector that cannot be read is damage like any other.
        }

        return 0;
    }

    private int IndexOf(long place)
    {
        var index = Array.BinarySearch(_bases, place);
        while (index >= 0 && index + 1 < _bases.Length && _bases[index + 1] == place)
        {
            index++; // empty segments share their place with the one behind them
        }

        return index >= 0 ? index : ~index - 1;
    }

    private ICheckpointFile? Open(int index)
    {
        if (_open[index] is { } open)
        {
            return open;
        }

        if (_openOrder.Count == MostOpen)
        {
            var oldest = _openOrder.Dequeue();
            _open[oldest]?.Dispose();
            _open[oldest] = null;
        }

        _openOrder.Enqueue(index);
        return _open[index] = files.OpenRead(segments[index].Path);
    }
}
