using BenchmarkDotNet.Attributes;

namespace PersonaBatch.Benchmarks;

/// <summary>The core loop beside the framework's own: 10,000 items, 64 in flight.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Items = 10_000;

    private readonly OptimisedBatchProcessor<int, int> _yielding = Peers.Processor(Peers.YieldAsync);
    private readonly OptimisedBatchProcessor<int, int> _synchronous = Peers.Processor(static (item, _) => ValueTask.FromResult(item));

    [Benchmark(Baseline = true)]
    public Task ParallelForEachAsync() => Peers.ParallelForEachAsync(Items, Peers.YieldAsync);

    [Benchmark]
    public Task Processor() => _yielding.ProcessAsync(Enumerable.Range(0, Items), new() { KeepOutcomes = false });

    [Benchmark]
    public Task ProcessorSynchronousBody() => _synchronous.ProcessAsync(Enumerable.Range(0, Items), new() { KeepOutcomes = false });

    [Benchmark]
    public async Task<long> Stream()
    {
        var sum = 0L;
        await foreach (var outcome in _yielding.StreamAsync(Enumerable.Range(0, Items)))
        {
            sum += outcome.Value;
        }

        return sum;
    }
}
