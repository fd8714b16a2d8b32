using System.Security.Cryptography;
using System.Text;

namespace PersonaBatch.Tests.Support;

/// <summary>A disk that keeps apart what was written and what would survive a power cut, of bytes and of names. Thread-safe.</summary>
internal sealed class ModelDisk : ICheckpointFiles
{
    private readonly Lock _gate = new();
    private readonly NameRule _rule;
    private readonly int _pageSize;
    private readonly ModelDirectory _root;
    private readonly HashSet<ModelFile> _locked = [];

    public ModelDisk(NameRule rule, int pageSize = 4096)
        : this(rule, pageSize, new ModelDirectory())
    {
    }

    private ModelDisk(NameRule rule, int pageSize, ModelDirectory root) => (_rule, _pageSize, _root) = (rule, pageSize, root);

    public DiskFaults Faults { get; } = new();

    /// <summary>Gets or sets what is told of every change, when it has happened; of a write also when half of it has.</summary>
    public Action<string>? Changed { get; set; }

    /// <summary>What the next process finds when this one dies now, or the power goes.</summary>
    public ModelDisk After(CutMode cut, Random random)
    {
        lock (_gate)
        {
            return new ModelDisk(_rule, _pageSize, _root.After(cut, random));
        }
    }

    /// <summary>Tells disks apart by all their names and bytes as processes see them.</summary>
    public string Digest()
    {
        lock (_gate)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Digest(_root, hash);
            return Convert.ToHexString(hash.GetHashAndReset());
        }
    }

    public IReadOnlyList<string> Directories(string path)
    {
        lock (_gate)
        {
            return Find(path) is ModelDirectory directory ? [.. directory.Names.Where(name => name.Value is ModelDirectory).Select(name => name.Key)] : [];
        }
    }

    public IReadOnlyList<string> Files(string path)
    {
        lock (_gate)
        {
            return Find(path) is ModelDirectory directory ? [.. directory.Names.Where(name => name.Value is ModelFile).Select(name => name.Key)] : [];
        }
    }

    public long? LengthOf(string path)
    {
        lock (_gate)
        {
            return (Find(path) as ModelFile)?.Length;
        }
    }

    public bool DirectoryExists(string path)
    {
        lock (_gate)
        {
            return Find(path) is ModelDirectory;
        }
    }

    public bool FileExists(string path)
    {
        lock (_gate)
        {
            return Find(path) is ModelFile;
        }
    }

    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            if (Find(path) is ModelDirectory)
            {
                return;
            }

            CreateDirectory(Parent(path));
            DirectoryAt(Parent(path)).Change((Path.GetFileName(path), new ModelDirectory()));
            Note("create", path);
            SyncDirectory(Parent(path));
        }
    }

    public void SyncDirectory(string path)
    {
        lock (_gate)
        {
            var directory = DirectoryAt(path);
            if (Faults.TakeSyncFailure())
            {
                throw new IOException($"Input/output error : '{path}'", 5);
            }

            if (!Faults.DirectorySyncsLie)
            {
                directory.Sync();
            }

            Note("sync directory", path);
        }
    }

    public void RenameDirectory(string from, string to)
    {
        lock (_gate)
        {
            Rename(from, to);
            SyncDirectory(Parent(to));
        }
    }

    public byte[]? ReadAll(string path)
    {
        lock (_gate)
        {
            return Find(path) is ModelFile file ? file.Seen.ToArray() : null;
        }
    }

    public ICheckpointFile Open(string path)
    {
        lock (_gate)
        {
            if (Find(path) is not ModelFile file)
            {
                file = new ModelFile(_pageSize);
                DirectoryAt(Parent(path)).Change((Path.GetFileName(path), file));
                Note("create", path);
            }

            return new OpenFile(this, file, path);
        }
    }

    public ICheckpointFile? OpenRead(string path)
    {
        lock (_gate)
        {
            return Find(path) is ModelFile file ? new OpenFile(this, file, path) : null;
        }
    }

    public void RenameFile(string from, string to)
    {
        lock (_gate)
        {
            Rename(from, to);
        }
    }

    public void DeleteFile(string path)
    {
        lock (_gate)
        {
            if (Find(path) is ModelFile)
            {
                DirectoryAt(Parent(path)).Change((Path.GetFileName(path), null));
                Note("delete", path);
            }
        }
    }

    public void DeleteDirectory(string path)
    {
        lock (_gate)
        {
            DirectoryAt(Parent(path)).Change((Path.GetFileName(path), null));
            Note("delete", path);
            SyncDirectory(Parent(path));
        }
    }

    public IDisposable? TryLock(string path)
    {
        lock (_gate)
        {
            Open(path).Dispose();
            var file = (ModelFile)Find(path)!;
            return _locked.Add(file) ? new HeldLock(this, file) : null;
        }
    }

    private static string Parent(string path) => Path.GetDirectoryName(path) ?? "";

    private static void Digest(ModelDirectory directory, IncrementalHash hash)
    {
        foreach (var (name, node) in directory.Names)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + '\0'));
            if (node is ModelFile file)
            {
                hash.AppendData(BitConverter.GetBytes(file.Length));
                hash.AppendData(file.Seen);
            }
            else
            {
                Digest((ModelDirectory)node, hash);
                hash.AppendData("/"u8);
            }
        }
    }

    private void Rename(string from, string to)
    {
        DirectoryAt(Parent(from)).Change((Path.GetFileName(from), null), (Path.GetFileName(to), Find(from)!));
        Note("rename", to);
    }

    private object? Find(string path)
    {
        object? node = _root;
        foreach (var name in path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            node = (node as ModelDirectory)?.Names.GetValueOrDefault(name);
        }

        return node;
    }

    private ModelDirectory DirectoryAt(string path) =>
        Find(path) as ModelDirectory ?? throw new DirectoryNotFoundException($"Could not find a part of the path '{path}'.");

    private void Note(string what, string path) => Changed?.Invoke($"{what} {Path.GetFileName(path)}");

    private void Write(ModelFile file, string path, ReadOnlySpan<byte> bytes, int offset)
    {
        var written = Faults.TakeWrite(bytes.Length, () => Faults.Capacity - SizeOf(_root) + Math.Max(0, file.Length - offset));
        file.Write(bytes[..(written / 2)], offset);
        Note("half write", path);
        file.Write(bytes[..written], offset);
        Note("write", path);
        if (written < bytes.Length)
        {
            throw new IOException($"No space left on device : '{path}'", 28);
        }
    }

    private void Sync(ModelFile file, string path)
    {
        if (Faults.TakeSyncFailure())
        {
            file.FailSync(Faults.Pages);
            throw new IOException($"Input/output error : '{path}'", 5);
        }

        if (!Faults.SyncsLie)
        {
            file.Sync();
            if (_rule == NameRule.WithFileSync)
            {
                SyncNames(path);
            }
        }

        Note("sync", path);
    }

    private void SyncNames(string path)
    {
        while (Path.GetFileName(path) is { Length: > 0 } && Find(path) is { } node)
        {
            path = Parent(path);
            DirectoryAt(path).SyncNamesOf(node);
        }
    }

    private static long SizeOf(ModelDirectory directory) =>
        directory.Names.Values.Sum(static node => node is ModelFile file ? file.Length : SizeOf((ModelDirectory)node));

    private sealed class OpenFile(ModelDisk disk, ModelFile file, string path) : ICheckpointFile
    {
        public long Length
        {
            get
            {
                lock (disk._gate)
                {
                    return file.Length;
                }
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            lock (disk._gate)
            {
                var start = (int)Math.Min(offset, file.Length);
                var count = Math.Min(file.Length - start, buffer.Length);
                file.Seen.Slice(start, count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (disk._gate)
            {
                disk.Write(file, path, bytes, (int)offset);
            }
        }

        public void SetLength(long length)
        {
            lock (disk._gate)
            {
                file.SetLength((int)length);
                disk.Note("set length of", path);
            }
        }

        public void Sync()
        {
            lock (disk._gate)
            {
                disk.Sync(file, path);
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class HeldLock(ModelDisk disk, ModelFile file) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._gate)
            {
                disk._locked.Remove(file);
            }
        }
    }
}
