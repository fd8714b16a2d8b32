namespace PersonaBatch;

/// <summary>The segment that lines are added to. After the first failure it is never trusted, and never added to, again.</summary>
internal sealed class GrowingSegment : IDisposable
{
    private readonly ICheckpointFiles _files;
    private readonly ICheckpointFile _file;
    private readonly bool _syncs;

    /// <summary>Goes on with a segment that was recovered.</summary>
    public GrowingSegment(ICheckpointFiles files, string directory, int number, bool syncs)
    {
        _files = files;
        _syncs = syncs;
        Number = number;
        Path = System.IO.Path.Combine(directory, SegmentName.Of(number));
        _file = files.Open(Path);
        Length = _file.Length;
    }

    /// <summary>Gets its number.</summary>
    public int Number { get; }

    /// <summary>Gets its full path.</summary>
    public string Path { get; }

    /// <summary>Gets how many bytes of it count.</summary>
    public long Length { get; private set; }

    /// <summary>Gets a value indicating whether somebody else wrote to it, cut it or took it away.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Begins a segment: when this returns, the file, its first line and its name are on the disk.</summary>
    /// <exception cref="IOException">It could not be begun; what is left of it holds nothing.</exception>
    public static GrowingSegment Begin(ICheckpointFiles files, string directory, int number, ReadOnlySpan<byte> head, bool syncs)
    {
        if (files.LengthOf(System.IO.Path.Combine(directory, SegmentName.Of(number))) is { } found)
        {
            throw CheckpointErrors.ForeignWriter(System.IO.Path.Combine(directory, SegmentName.Of(number)), 0, found);
        }

        var segment = new GrowingSegment(files, directory, number, syncs);
        try
        {
            segment.Append(head);
            if (syncs)
            {
                files.SyncDirectory(directory);
            }

            return segment;
        }
        catch
        {
            segment.Dispose();
            TryDelete(files, segment.Path);
            throw;
        }
    }

    /// <summary>Adds lines; when this returns they are as durable as the level asks.</summary>
    /// <exception cref="IOException">They may be there or not, whole or in part.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        // Covers file systems without locks, and files that are deleted: whoever wrote here meanwhile believes to be alone as well.
        var named = _files.LengthOf(Path);
        if (named != Length || _file.Length != Length)
        {
            IsTaken = true;
            throw named is null ? CheckpointErrors.Vanished(Path) : CheckpointErrors.ForeignWriter(Path, Length, named.Value);
        }

        _file.Write(lines, Length);
        if (_syncs)
        {
            _file.Sync();
        }

        Length += lines.Length;
    }

    /// <summary>Adds a line that nobody relies on.</summary>
    public void TryAppendUnsynced(ReadOnlySpan<byte> line)
    {
        try
        {
            _file.Write(line, Length);
            Length += line.Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Torn behind what counts: the next reading knows from the following segment that nothing was lost.
        }
    }

    /// <summary>After a failed sync the kernel may show lines that never reach the disk: the file is cut back, so that no later run takes them for durable.</summary>
    public void TryCutBack()
    {
        try
        {
            if (!IsTaken && _file.Length > Length)
            {
                _file.SetLength(Length);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next segment says how much of this one counts.
        }
    }

    public void Dispose() => _file.Dispose();

    private static void TryDelete(ICheckpointFiles files, string path)
    {
        try
        {
            files.DeleteFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It holds nothing but a head line, and no number is used twice.
        }
    }
}
