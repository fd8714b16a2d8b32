namespace PersonaBatch;

/// <summary>Checkpoints on the disk: files 0600, directories 0700.</summary>
internal sealed class DiskCheckpointFiles : ICheckpointFiles
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateDirectory = PrivateFile | UnixFileMode.UserExecute;

    private DiskCheckpointFiles()
    {
    }

    /// <summary>Gets the one instance; it has no state.</summary>
    public static DiskCheckpointFiles Instance { get; } = new();

    public IReadOnlyList<string> Directories(string path) =>
        Names(path, Directory.EnumerateDirectories);

    public IReadOnlyList<string> Files(string path) =>
        Names(path, Directory.EnumerateFiles);

    public bool DirectoryExists(string path) => Directory.Exists(path);

    public bool FileExists(string path) => File.Exists(path);

    public long? LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : null;
    }

    public void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path);
        if (parent is not null)
        {
            CreateDirectory(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, PrivateDirectory);
        }

        if (parent is not null)
        {
            SyncDirectory(parent);
        }
    }

    public void SyncDirectory(string path) => NativeSync.Directory(path);

    public void RenameDirectory(string from, string to)
    {
        Directory.Move(from, to);
        SyncDirectory(Path.GetDirectoryName(to)!);
    }

    public byte[]? ReadAll(string path) => IfThere(path, File.ReadAllBytes);

    /// <summary>Others may read the file meanwhile, but on Windows not write it; elsewhere the lock alone keeps writers apart.</summary>
    public ICheckpointFile Open(string path) => new DiskCheckpointFile(OpenStream(path, FileMode.OpenOrCreate, FileShare.Read));

    public ICheckpointFile? OpenRead(string path) => IfThere(path, static name =>
        new DiskCheckpointFile(new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)));

    public void RenameFile(string from, string to) => File.Move(from, to, overwrite: true);

    public void DeleteFile(string path) => File.Delete(path);

    public void DeleteDirectory(string path)
    {
        Directory.Delete(path, recursive: false);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    public IDisposable? TryLock(string path)
    {
        try
        {
            return OpenStream(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException exception) when (IsBusy(exception))
        {
            return null;
        }
    }

    private static string[] Names(string path, Func<string, IEnumerable<string>> list) =>
        Directory.Exists(path) ? IfStillThere(() => list(path).Select(static name => Path.GetFileName(name)).ToArray()) ?? [] : [];

    private static T? IfThere<T>(string path, Func<string, T> open)
        where T : class => File.Exists(path) ? IfStillThere(() => open(path)) : null;

    /// <summary>Readers hold no lock: what exists may be deleted before it is opened.</summary>
    private static T? IfStillThere<T>(Func<T> open)
        where T : class
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A sharing or lock violation on Windows, EWOULDBLOCK of flock on Linux and on the BSDs.</summary>
    private static bool IsBusy(IOException exception) => OperatingSystem.IsWindows()
        ? (exception.HResult & 0xFFFF) is 32 or 33
        : exception.HResult == (OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 11 : 35);

    private static FileStream OpenStream(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateFile;
        }

        return new FileStream(path, options);
    }
}
