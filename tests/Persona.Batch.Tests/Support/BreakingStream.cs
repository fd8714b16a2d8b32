namespace PersonaBatch.Tests.Support;

/// <summary>Breaks at the first read.</summary>
internal sealed class BreakingStream(Action before, Exception exception) : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        before();
        throw exception;
    }
}
