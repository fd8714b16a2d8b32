using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class MemoryCheckpointFilesTests : CheckpointFilesContract
{
    private protected override ICheckpointFiles Sut { get; } = new MemoryCheckpointFiles();

    private protected override string Root => CheckpointSandbox.Root;
}
