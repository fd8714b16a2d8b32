namespace PersonaBatch.Tests.Support;

/// <summary>A sandbox in a directory of its own on the disk, gone with the test.</summary>
internal sealed class DiskSandbox : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("persona-batch-");

    public DiskSandbox() => Checkpoint = new CheckpointSandbox(DiskCheckpointFiles.Instance) { Directory = _directory.FullName };

    public CheckpointSandbox Checkpoint { get; }

    public void Dispose() => _directory.Delete(recursive: true);
}
