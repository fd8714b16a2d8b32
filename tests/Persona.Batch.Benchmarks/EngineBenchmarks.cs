using BenchmarkDotNet.Attributes;

namespace PersonaBatch.Benchmarks;

/// <summary>The core loop beside the framework's own: 10,000 items, 64 in flight.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private static readonly Load Yielding = new(10_000, 64, SimulatedCalls.YieldAsync);
    private static readonly Load AtOnce = Yielding with { Call = SimulatedCalls.AtOnceAsync };

    private readonly ParallelForEach _parallel = new();
    private readonly Engine _stream = new();
    private readonly Engine _counting = new(Feature.All & ~Feature.OutcomeStream);

    [Benchmark(Baseline = true)]
    public Task ParallelForEachAsync() => _parallel.RunAsync(Yielding);

    [Benchmark]
    public Task Processor() => _counting.RunAsync(Yielding);

    [Benchmark]
    public Task ProcessorSynchronousBody() => _counting.RunAsync(AtOnce);

    [Benchmark]
    public Task Stream() => _stream.RunAsync(Yielding);
}
