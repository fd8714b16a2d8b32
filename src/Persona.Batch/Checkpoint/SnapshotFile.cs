namespace PersonaBatch;

/// <summary>A segment of a <see cref="JournalSnapshot"/>, for reading. One that is held stays open when this is disposed.</summary>
internal sealed class SnapshotFile(ICheckpointFile file, bool isHeld, CancellationToken cancellationToken) : ICheckpointFile
{
    public long Length => file.Length;

    public int Read(Span<byte> buffer, long offset)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.Read(buffer, offset);
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => throw ReadOnly();

    public void SetLength(long length) => throw ReadOnly();

    public void Sync() => throw ReadOnly();

    public void Dispose()
    {
        if (!isHeld)
        {
            file.Dispose();
        }
    }

    private static NotSupportedException ReadOnly() => new("A snapshot is for reading.");
}
