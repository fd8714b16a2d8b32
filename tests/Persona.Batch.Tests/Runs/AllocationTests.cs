using PersonaBatch.Testing;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

[Collection(VirtualTimeCollection.Name)]
public sealed class AllocationTests
{
    private const int Items = 50_000;

    // A debug build makes an object of every async method's state; the goals hold for what is shipped.
#if DEBUG
    private const double MostBytesPerItem = 80;
    private const double MostBytesPerOutcome = 245;
#else
    private const double MostBytesPerItem = 16;
    private const double MostBytesPerOutcome = 195;
#endif

    [Fact]
    public async Task ProcessAsync_SuccessPathWithoutKeptOutcomes_AllocatesAlmostNothing()
    {
        var time = new VirtualTimeProvider();
        var sut = new OptimisedBatchProcessor<int, int>(
            static (item, _) => ValueTask.FromResult(item),
            new() { Processing = { Checkpoint = { Enabled = false } }, Timeouts = { Item = TimeSpan.FromHours(1) } },
            new() { TimeProvider = time });

        var perItem = await time.RunAsync(async () =>
        {
            await sut.ProcessAsync(Enumerable.Range(0, Items), new() { KeepOutcomes = false });
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await sut.ProcessAsync(Enumerable.Range(0, Items), new() { KeepOutcomes = false });
            return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Items;
        });

        perItem.Should().BeLessThan(MostBytesPerItem);
    }

    [Fact]
    public async Task StreamAsync_EverythingOn_AllocatesLittleBesideTheOutcome()
    {
        var time = new VirtualTimeProvider();
        var sut = Everything(time);

        var perItem = await time.RunAsync(async () =>
        {
            await ReadAsync(sut, Items);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await ReadAsync(sut, Items);
            return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Items;
        });

        perItem.Should().BeLessThan(MostBytesPerOutcome);
    }

    [Fact]
    public async Task StreamAsync_LongStreamThatKeepsNothing_LeavesNoGarbageThatGrowsOld()
    {
        var time = new VirtualTimeProvider();
        var sut = Everything(time);

        var (held, collections) = await time.RunAsync(async () =>
        {
            await ReadAsync(sut, Items);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var old = GC.CollectionCount(2);
            await ReadAsync(sut, 10 * Items);
            var collected = GC.CollectionCount(2) - old;
            return (GC.GetTotalMemory(forceFullCollection: true) - before, collected);
        });

        collections.Should().Be(0);
        held.Should().BeLessThan(1_000_000, "half a million items went through");
    }

    /// <summary>Adaptive limit, a throttle that never binds, deadlines, retry policy and progress.</summary>
    private static OptimisedBatchProcessor<int, int> Everything(TimeProvider time) => new(
        static (item, _) => ValueTask.FromResult(item),
        new()
        {
            Provider = "simulated",
            Providers = { ["simulated"] = new() { RequestsPerMinute = 1_000_000_000, TokensPerMinute = 1_000_000_000 } },
            Processing = { Checkpoint = { Enabled = false } },
            Timeouts = { Item = TimeSpan.FromHours(1), Batch = TimeSpan.FromHours(10) },
        },
        new() { TimeProvider = time, ItemId = static _ => "an id", EstimateTokens = static _ => new TokenUsage(1, 1) });

    private static async Task ReadAsync(OptimisedBatchProcessor<int, int> sut, int items)
    {
        var read = 0;
        await foreach (var _ in sut.StreamAsync(Enumerable.Range(0, items), new() { Progress = new Nobody() }))
        {
            read++;
        }

        read.Should().Be(items);
    }

    private sealed class Nobody : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value)
        {
            // Looks away.
        }
    }
}
