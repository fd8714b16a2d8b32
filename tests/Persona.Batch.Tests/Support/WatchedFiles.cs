namespace PersonaBatch.Tests.Support;

/// <summary>Passes everything on, and lets a test act, or fail, at what a reader does.</summary>
internal sealed class WatchedFiles(ICheckpointFiles inner) : ICheckpointFiles
{
    /// <summary>Gets or sets what is told each directory whose files are listed, and may change the list.</summary>
    public Func<string, IReadOnlyList<string>, IReadOnlyList<string>> Listed { get; set; } = static (_, names) => names;

    /// <summary>Gets or sets what may change the list of directories.</summary>
    public Func<string, IReadOnlyList<string>, IReadOnlyList<string>> ListedDirectories { get; set; } = static (_, names) => names;

    /// <summary>Gets or sets what is told each file before it is opened for reading.</summary>
    public Action<string> Opening { get; set; } = static _ => { };

    public IReadOnlyList<string> Directories(string path) => ListedDirectories(path, inner.Directories(path));

    public IReadOnlyList<string> Files(string path) => Listed(path, inner.Files(path));

    public bool DirectoryExists(string path) => inner.DirectoryExists(path);

    public bool FileExists(string path) => inner.FileExists(path);

    public long? LengthOf(string path) => inner.LengthOf(path);

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public void SyncDirectory(string path) => inner.SyncDirectory(path);

    public void RenameDirectory(string from, string to) => inner.RenameDirectory(from, to);

    public byte[]? ReadAll(string path) => inner.ReadAll(path);

    public ICheckpointFile Open(string path) => inner.Open(path);

    public ICheckpointFile? OpenRead(string path)
    {
        Opening(path);
        return inner.OpenRead(path);
    }

    public void RenameFile(string from, string to) => inner.RenameFile(from, to);

    public void DeleteFile(string path) => inner.DeleteFile(path);

    public void DeleteDirectory(string path) => inner.DeleteDirectory(path);

    public IDisposable? TryLock(string path) => inner.TryLock(path);
}
