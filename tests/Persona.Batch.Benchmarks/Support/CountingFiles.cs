namespace PersonaBatch.Benchmarks;

/// <summary>The disk, counting how often a file is synced.</summary>
internal sealed class CountingFiles : ICheckpointFiles
{
    private static readonly DiskCheckpointFiles Disk = DiskCheckpointFiles.Instance;

    private int _syncs;

    public int Syncs => Volatile.Read(ref _syncs);

    public IReadOnlyList<string> Directories(string path) => Disk.Directories(path);

    public IReadOnlyList<string> Files(string path) => Disk.Files(path);

    public bool DirectoryExists(string path) => Disk.DirectoryExists(path);

    public bool FileExists(string path) => Disk.FileExists(path);

    public long? LengthOf(string path) => Disk.LengthOf(path);

    public void CreateDirectory(string path) => Disk.CreateDirectory(path);

    public void SyncDirectory(string path) => Disk.SyncDirectory(path);

    public void RenameDirectory(string from, string to) => Disk.RenameDirectory(from, to);

    public byte[]? ReadAll(string path) => Disk.ReadAll(path);

    public ICheckpointFile Open(string path) => new CountingFile(Disk.Open(path), () => Interlocked.Increment(ref _syncs));

    public ICheckpointFile? OpenRead(string path) => Disk.OpenRead(path);

    public void RenameFile(string from, string to) => Disk.RenameFile(from, to);

    public void DeleteFile(string path) => Disk.DeleteFile(path);

    public void DeleteDirectory(string path) => Disk.DeleteDirectory(path);

    public IDisposable? TryLock(string path) => Disk.TryLock(path);

    private sealed class CountingFile(ICheckpointFile file, Action synced) : ICheckpointFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

        public void SetLength(long length) => file.SetLength(length);

        public void Sync()
        {
            synced();
            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
