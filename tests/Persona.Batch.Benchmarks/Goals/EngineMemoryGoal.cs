namespace PersonaBatch.Benchmarks;

/// <summary>How much a stream of a million items that keeps no results makes the process grow.</summary>
internal sealed class EngineMemoryGoal : IGoal
{
    private const int SampleEvery = 2_000;

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("engine-memory-1m", 20, "MB")];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        const int Items = 1_000_000;
        List<double> ours = [];
        List<double> parallel = [];
        for (var round = 0; round < (quick ? 6 : 12); round++)
        {
            var engine = await PeakGrowthAsync(StreamAsync(round == 0 ? Items / 10 : Items));
            var peer = await PeakGrowthAsync(ParallelAsync(round == 0 ? Items / 10 : Items));
            if (round > 0) // the first one warms up
            {
                ours.Add(engine);
                parallel.Add(peer);
            }
        }

        return [GoalFigure.Of(ours, ("Parallel.ForEachAsync", parallel, "MB"))];
    }

    private static async Task<double> PeakGrowthAsync(IAsyncEnumerable<int> run)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = Environment.WorkingSet;
        var peak = before;
        await foreach (var _ in run)
        {
            peak = Math.Max(peak, Environment.WorkingSet);
        }

        return (peak - before) / 1e6;
    }

    private static async IAsyncEnumerable<int> StreamAsync(int items)
    {
        var processor = Peers.Processor(static (item, _) => ValueTask.FromResult(item));
        var count = 0;
        await foreach (var outcome in processor.StreamAsync(Enumerable.Range(0, items)))
        {
            if (++count % SampleEvery == 0)
            {
                yield return outcome.Value;
            }
        }
    }

    private static async IAsyncEnumerable<int> ParallelAsync(int items)
    {
        var samples = System.Threading.Channels.Channel.CreateUnbounded<int>();
        var count = 0;
        var run = Peers.ParallelForEachAsync(items, (item, _) =>
        {
            if (Interlocked.Increment(ref count) % SampleEvery == 0)
            {
                samples.Writer.TryWrite(item);
            }

            return Task.FromResult(item);
        });
        var closing = run.ContinueWith(_ => samples.Writer.Complete(), TaskScheduler.Default);
        await foreach (var sample in samples.Reader.ReadAllAsync())
        {
            yield return sample;
        }

        await Task.WhenAll(run, closing);
    }
}
