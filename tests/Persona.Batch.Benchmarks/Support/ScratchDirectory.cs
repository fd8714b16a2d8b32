namespace PersonaBatch.Benchmarks;

/// <summary>A directory below the system's temporary one, which decides the disk that is measured. Gone when disposed.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("persona-batch-goals-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The bytes of all files whose names fit.</summary>
    public long Bytes(string pattern) =>
        new DirectoryInfo(Path).EnumerateFiles(pattern, SearchOption.AllDirectories).Sum(static file => file.Length);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
