namespace PersonaBatch;

/// <summary>Cuts a file into lines, reading it once from the front.</summary>
/// <remarks>Memory stays bounded: what is longer than <paramref name="longestLine"/> comes in pieces without a line break. Nothing behind <paramref name="end"/> is read.</remarks>
internal sealed class LineSplitter(ICheckpointFile file, int longestLine = LineSplitter.LongestLine, long end = long.MaxValue)
{
    private const int LongestLine = 1 << 30;
    private const int FirstBuffer = 1 << 18;

    private byte[] _buffer = new byte[(int)Math.Clamp(end, 1, Math.Min(FirstBuffer, longestLine))];
    private int _start;
    private int _end;
    private int _searched;

    /// <summary>Gets the offset in the file of the line that comes next.</summary>
    public long Offset { get; private set; }

    /// <summary>Takes the next line, without its line break; valid until the next call.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line, out bool isTerminated)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = Take(_searched + found, 1);
                isTerminated = true;
                return true;
            }

            _searched = _end;
            if (_end - _start >= longestLine || !Fill())
            {
                isTerminated = false;
                line = Take(_end, 0);
                return !line.IsEmpty;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int end, int lineBreak)
    {
        var line = _buffer.AsSpan(_start, end - _start);
        Offset += line.Length + lineBreak;
        _start = _searched = end + lineBreak;
        return line;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, _searched, _start) = (_end - _start, _searched - _start, 0);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, longestLine));
        }

        var position = Offset + _end;
        var read = file.Read(_buffer.AsSpan(_end, (int)Math.Clamp(end - position, 0, _buffer.Length - _end)), position);
        _end += read;
        return read > 0;
    }
}
