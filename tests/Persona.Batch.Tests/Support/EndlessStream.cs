namespace PersonaBatch.Tests.Support;

/// <summary>Never ends, and knows how much was taken of it.</summary>
internal sealed class EndlessStream : MemoryStream
{
    public long Given { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(buffer.Length, 1000);
        buffer.Span[..count].Fill((byte)'x');
        Given += count;
        return ValueTask.FromResult(count);
    }
}
