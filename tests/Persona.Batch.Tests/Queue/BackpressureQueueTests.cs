namespace PersonaBatch.Tests.Queue;

public sealed class BackpressureQueueTests
{
    private readonly BackpressureQueue<int> _sut = new(capacity: 2, chunkSize: 3);

    [Fact]
    public async Task TryTake_ItemsOfSeveralChunks_ComeInOrder()
    {
        await _sut.WriteAsync(ChunkOf(1, 2, 3));
        await _sut.WriteAsync(ChunkOf(4));

        List<int> taken = [];
        while (_sut.TryTakeNeedsLock(out var item))
        {
            taken.Add(item.Item);
        }

        taken.Should().Equal(1, 2, 3, 4);
        _sut.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task WriteAsync_Full_WaitsUntilAChunkIsBegun()
    {
        await _sut.WriteAsync(ChunkOf(1));
        await _sut.WriteAsync(ChunkOf(2));
        var third = _sut.WriteAsync(ChunkOf(3)).AsTask();
        third.IsCompleted.Should().BeFalse();

        _sut.TryTakeNeedsLock(out _);

        await third.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Rent_EmptiedChunk_IsUsedAgain()
    {
        var chunk = ChunkOf(1);
        await _sut.WriteAsync(chunk);
        _sut.TryTakeNeedsLock(out _);
        _sut.TryTakeNeedsLock(out _);

        _sut.RentNeedsLock().Should().BeSameAs(chunk);
    }

    private static Chunk<int> ChunkOf(params int[] items)
    {
        var chunk = new Chunk<int>(size: 3);
        foreach (var item in items)
        {
            chunk.Add(new BatchItem<int> { Item = item, Index = item, AdmittedAt = 0 });
        }

        return chunk;
    }
}
