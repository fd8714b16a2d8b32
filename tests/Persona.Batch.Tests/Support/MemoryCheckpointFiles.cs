namespace PersonaBatch.Tests.Support;

/// <summary>Checkpoints in memory: exact, fast, and failing where a test wants it. Thread-safe.</summary>
internal sealed class MemoryCheckpointFiles : ICheckpointFiles
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _directories = new(StringComparer.Ordinal);
    private readonly HashSet<string> _durableNames = new(StringComparer.Ordinal);
    private readonly HashSet<MemoryFile> _locked = [];

    /// <summary>Gets or sets how many more bytes fit; a write past it leaves what fits and throws.</summary>
    public long BytesFree { get; set; } = long.MaxValue;

    /// <summary>Gets or sets which sync from now on fails first, counted from 1; 0 = none.</summary>
    public int FailSyncAt { get; set; }

    /// <summary>Gets or sets a value indicating whether every sync after the first failing one fails too.</summary>
    public bool FailSyncsForEver { get; set; }

    /// <summary>Gets or sets a value indicating whether nothing can be created or written.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Gets or sets after how many more changes the process dies: the next one happens by half and throws, all later ones throw.</summary>
    public int ChangesLeft { get; set; } = int.MaxValue;

    /// <summary>Gets or sets a value indicating whether synced content is kept apart, for <see cref="AfterPowerCut"/>.</summary>
    public bool TracksPower { get; set; }

    /// <summary>Gets or sets which files, by name, cannot be opened for writing.</summary>
    public Predicate<string>? Refuses { get; set; }

    /// <summary>Gets or sets what is told the name of a file that is about to be opened for reading.</summary>
    public Action<string>? Reading { get; set; }

    /// <summary>Gets how many syncs of files there were.</summary>
    public int Syncs { get; private set; }

    /// <summary>Gets all files by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Content
    {
        get
        {
            lock (_gate)
            {
                return _files.ToDictionary(file => file.Key, file => file.Value.Content.ToArray(), StringComparer.Ordinal);
            }
        }
    }

    /// <summary>What the next process finds after a kill: everything written, no locks.</summary>
    public MemoryCheckpointFiles AfterKill() => Copy(static file => file.Content.ToArray(), static (_, _) => true);

    /// <summary>What the next boot finds after a power cut at the worst moment: only what was synced, under names that were synced.</summary>
    public MemoryCheckpointFiles AfterPowerCut() => Copy(static file => file.Durable, static (files, path) => files.IsDurable(path));

    /// <summary>Replaces a file, as damage would.</summary>
    public void Put(string path, byte[] content)
    {
        lock (_gate)
        {
            var file = new MemoryFile();
            file.Write(content, 0);
            file.Sync();
            _files[path] = file;
        }
    }

    /// <summary>Deletes a file, as damage would.</summary>
    public void Remove(string path)
    {
        lock (_gate)
        {
            _files.Remove(path);
        }
    }

    public IReadOnlyList<string> Directories(string path)
    {
        lock (_gate)
        {
            return [.. _directories.Where(directory => IsParent(path, directory)).Select(directory => Path.GetFileName(directory))];
        }
    }

    public IReadOnlyList<string> Files(string path)
    {
        lock (_gate)
        {
            return [.. _files.Keys.Where(file => IsParent(path, file)).Select(static file => Path.GetFileName(file))];
        }
    }

    public bool DirectoryExists(string path)
    {
        lock (_gate)
        {
            return _directories.Contains(path);
        }
    }

    public bool FileExists(string path)
    {
        lock (_gate)
        {
            return _files.ContainsKey(path);
        }
    }

    public long? LengthOf(string path)
    {
        lock (_gate)
        {
            return _files.TryGetValue(path, out var file) ? file.Length : null;
        }
    }

    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            if (Parent(path).Length == 0 || _directories.Contains(path))
            {
                return;
            }

            CreateDirectory(Parent(path));
            Change(path, () => _directories.Add(path));
            SyncDirectory(Parent(path));
        }
    }

    public void SyncDirectory(string path)
    {
        lock (_gate)
        {
            Change(path, () =>
            {
                _durableNames.RemoveWhere(name => IsParent(path, name));
                _durableNames.UnionWith(_files.Keys.Concat(_directories).Where(name => IsParent(path, name)));
            });
        }
    }

    public void RenameDirectory(string from, string to)
    {
        lock (_gate)
        {
            Change(from, () =>
            {
                foreach (var (path, file) in _files.Where(file => IsBelow(file.Key, from)).ToList())
                {
                    _files.Remove(path);
                    _files.Add(to + path[from.Length..], file);
                }

                foreach (var path in _directories.Where(path => IsBelow(path, from)).ToList())
                {
                    _directories.Remove(path);
                    _directories.Add(to + path[from.Length..]);
                }

                foreach (var path in _durableNames.Where(path => IsBelow(path, from)).ToList())
                {
                    _durableNames.Add(to + path[from.Length..]);
                }
            });
            SyncDirectory(Parent(to));
        }
    }

    public void DeleteDirectory(string path)
    {
        lock (_gate)
        {
            Change(path, () => _directories.Remove(path));
            SyncDirectory(Parent(path));
        }
    }

    public byte[]? ReadAll(string path)
    {
        lock (_gate)
        {
            return _files.TryGetValue(path, out var file) ? file.Content.ToArray() : null;
        }
    }

    public ICheckpointFile Open(string path)
    {
        lock (_gate)
        {
            if (Refuses?.Invoke(Path.GetFileName(path)) == true)
            {
                throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
            }

            if (!_files.ContainsKey(path))
            {
                Change(path, () => _files.Add(path, new MemoryFile()));
            }

            return new OpenFile(this, _files[path], path);
        }
    }

    public ICheckpointFile? OpenRead(string path)
    {
        lock (_gate)
        {
            Reading?.Invoke(Path.GetFileName(path));
            return _files.TryGetValue(path, out var file) ? new OpenFile(this, file, path) : null;
        }
    }

    public void RenameFile(string from, string to)
    {
        lock (_gate)
        {
            Change(from, () =>
            {
                _files[to] = _files[from];
                _files.Remove(from);
            });
        }
    }

    public void DeleteFile(string path)
    {
        lock (_gate)
        {
            if (_files.ContainsKey(path))
            {
                Change(path, () => _files.Remove(path));
            }
        }
    }

    public IDisposable? TryLock(string path)
    {
        lock (_gate)
        {
            Open(path).Dispose();
            return _locked.Add(_files[path]) ? new HeldLock(this, _files[path]) : null; // the file itself: a rename changes nothing
        }
    }

    private static string Parent(string path) => Path.GetDirectoryName(path) ?? "";

    private static bool IsParent(string directory, string path) => string.Equals(Parent(path), directory, StringComparison.Ordinal);

    private static bool IsBelow(string path, string directory) => string.Equals(path, directory, StringComparison.Ordinal) || path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private bool IsDurable(string path) => Parent(path).Length == 0 || (_durableNames.Contains(path) && IsDurable(Parent(path)));

    private MemoryCheckpointFiles Copy(Func<MemoryFile, byte[]> content, Func<MemoryCheckpointFiles, string, bool> survives)
    {
        lock (_gate)
        {
            var copy = new MemoryCheckpointFiles { TracksPower = TracksPower };
            foreach (var directory in _directories.Where(path => survives(this, path)))
            {
                copy._directories.Add(directory);
                copy._durableNames.Add(directory);
            }

            foreach (var (path, file) in _files.Where(file => survives(this, file.Key)))
            {
                copy.Put(path, content(file));
                copy._durableNames.Add(path);
            }

            return copy;
        }
    }

    private void Change(string path, Action change)
    {
        if (IsReadOnly)
        {
            throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
        }

        if (ChangesLeft <= 0)
        {
            ChangesLeft = -1;
            throw new IOException("The process was killed.");
        }

        ChangesLeft--;
        change();
    }

    private void Write(MemoryFile file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        var fits = (int)Math.Min(bytes.Length, BytesFree);
        if (ChangesLeft == 0 && fits > 0)
        {
            file.Write(bytes[..(bytes.Length / 2)], offset);
        }

        Change(path, static () => { });
        file.Write(bytes[..fits], offset);
        BytesFree -= BytesFree == long.MaxValue ? 0 : fits;
        if (fits < bytes.Length)
        {
            throw new IOException($"No space left on device : '{path}'", 28);
        }
    }

    private void Sync(MemoryFile file, string path)
    {
        Change(path, static () => { });
        Syncs++;
        if (FailSyncAt > 0 && (--FailSyncAt == 0 || FailSyncsForEver))
        {
            FailSyncAt = FailSyncsForEver ? 1 : 0;
            throw new IOException($"Input/output error : '{path}'", 5);
        }

        if (TracksPower)
        {
            file.Sync();
        }
    }

    private sealed class OpenFile(MemoryCheckpointFiles files, MemoryFile file, string path) : ICheckpointFile
    {
        public long Length
        {
            get
            {
                lock (files._gate)
                {
                    return file.Length;
                }
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            lock (files._gate)
            {
                var count = (int)Math.Clamp(file.Length - offset, 0, buffer.Length);
                file.Content.Slice((int)Math.Min(offset, file.Length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (files._gate)
            {
                files.Write(file, path, bytes, offset);
            }
        }

        public void SetLength(long length)
        {
            lock (files._gate)
            {
                files.Change(path, () => file.SetLength(length));
            }
        }

        public void Sync()
        {
            lock (files._gate)
            {
                files.Sync(file, path);
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class HeldLock(MemoryCheckpointFiles files, MemoryFile file) : IDisposable
    {
        private bool _isReleased;

        public void Dispose()
        {
            lock (files._gate)
            {
                if (!_isReleased)
                {
                    files._locked.Remove(file);
                    _isReleased = true;
                }
            }
        }
    }
}
