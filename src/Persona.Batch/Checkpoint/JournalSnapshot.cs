namespace PersonaBatch;

/// <summary>A batch's directory as it was at one moment, for reading without the lock beside whoever writes, compacts or removes it.</summary>
/// <remarks>Its segments are open from the start, so that one that is deleted meanwhile stays readable. Those beyond <see cref="MostHeld"/> are opened
/// when they are read; one that is gone then ends the reading. Each read looks at the token. Safe for concurrent use.</remarks>
internal sealed class JournalSnapshot : ICheckpointFiles, IDisposable
{
    /// <summary>How many segments are held open: 32 GiB of them by default, and far below what a process may have open.</summary>
    public const int MostHeld = 512;

    private const int MostTries = 1000; // each one that fails means that a file was deleted meanwhile: a compaction ends, and a removal leaves none

    private readonly ICheckpointFiles _files;
    private readonly string _directory;
    private readonly CancellationToken _cancellationToken;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, (ICheckpointFile? Held, long Length)> _segments = new(StringComparer.Ordinal);

    private JournalSnapshot(ICheckpointFiles files, string directory, CancellationToken cancellationToken)
    {
        _files = files;
        _directory = directory;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Opens a batch's segments.</summary>
    /// <exception cref="IOException">It was removed meanwhile, or did not hold still.</exception>
    public static JournalSnapshot Of(ICheckpointFiles files, string directory, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var snapshot = new JournalSnapshot(files, directory, cancellationToken);
            if (!snapshot.TryOpen())
            {
                snapshot.Dispose();
            }
            else if (tries == 0 || snapshot._names.Count > 0)
            {
                return snapshot;
            }
            else
            {
                break; // there were some a moment ago
            }
        }

        throw CheckpointErrors.ChangedWhileRead(directory);
    }

    public void Dispose()
    {
        foreach (var (held, _) in _segments.Values)
        {
            held?.Dispose();
        }
    }

    public IReadOnlyList<string> Directories(string path) => _files.Directories(path);

    public IReadOnlyList<string> Files(string path) => string.Equals(path, _directory, StringComparison.Ordinal) ? _names : _files.Files(path);

    public bool DirectoryExists(string path) => _files.DirectoryExists(path);

    public bool FileExists(string path) => _files.FileExists(path);

    public long? LengthOf(string path) => _segments.TryGetValue(path, out var segment) ? segment.Length : _files.LengthOf(path);

    public byte[]? ReadAll(string path) => _files.ReadAll(path);

    public ICheckpointFile? OpenRead(string path)
    {
        if (!_segments.TryGetValue(path, out var segment))
        {
            return _files.OpenRead(path);
        }

        if (segment.Held is { } held)
        {
            return new SnapshotFile(held, isHeld: true, _cancellationToken);
        }

        var file = _files.OpenRead(path) ?? throw CheckpointErrors.ChangedWhileRead(_directory);
        return new SnapshotFile(file, isHeld: false, _cancellationToken);
    }

    public void CreateDirectory(string path) => throw ReadOnly();

    public void SyncDirectory(string path) => throw ReadOnly();

    public void RenameDirectory(string from, string to) => throw ReadOnly();

    public ICheckpointFile Open(string path) => throw ReadOnly();

    public void RenameFile(string from, string to) => throw ReadOnly();

    public void DeleteFile(string path) => throw ReadOnly();

    public void DeleteDirectory(string path) => throw ReadOnly();

    public IDisposable? TryLock(string path) => throw ReadOnly();

    private static NotSupportedException ReadOnly() => new("A snapshot is for reading.");

    /// <summary>
    /// Lists twice. A listing shows what had its name before it began, and of what was named or deleted during it perhaps only some. What the first
    /// shows must still be in the second: then neither missed a line that was moved to another segment between them. What is newer than
    /// all of the first may have holes, and came after the reading began: it is left out.
    /// </summary>
    private bool TryOpen()
    {
        try
        {
            var (before, now) = (Numbers(), Numbers());
            return before.IsSubsetOf(now) && now.TakeWhile(number => number <= before.Max).All(TryOpen);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private bool TryOpen(int number)
    {
        var path = Path.Combine(_directory, SegmentName.Of(number));
        var isHeld = _segments.Count < MostHeld;
        var held = isHeld ? _files.OpenRead(path) : null;
        var length = isHeld ? held?.Length : _files.LengthOf(path);
        if (length is null)
        {
            return false;
        }

        _names.Add(SegmentName.Of(number));
        _segments.Add(path, (held, length.Value));
        return true;
    }

    private SortedSet<int> Numbers() => [.. _files.Files(_directory).Select(SegmentName.NumberOf).Where(static number => number > 0)];
}
