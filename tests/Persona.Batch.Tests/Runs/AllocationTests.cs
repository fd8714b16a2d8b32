using PersonaBatch.Testing;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

[Collection(VirtualTimeCollection.Name)]
public sealed class AllocationTests
{
    private const int Items = 50_000;

    // A debug build makes an object of every async method's state; the goal holds for what is shipped.
#if DEBUG
    private const double MostBytesPerItem = 80;
#else
    private const double MostBytesPerItem = 16;
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
}
