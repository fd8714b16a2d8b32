namespace PersonaBatch.Chat.Tests.Support;

/// <summary>A directory for checkpoints that is gone after the test.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("persona-batch-chat-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
