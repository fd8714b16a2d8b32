namespace PersonaBatch.Benchmarks;

/// <summary>What the engine allocates for an item that succeeds at once, beyond what the user's own call allocates.</summary>
internal sealed class EngineAllocationGoal : IGoal
{
    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("engine-alloc", 16, "B/item")];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var items = quick ? 200_000 : 1_000_000;
        var processor = Peers.Processor(Peers.YieldAsync);
        List<double> ours = [];
        List<double> parallel = [];
        for (var round = 0; round < 6; round++)
        {
            var body = await BytesAsync(items, () => BodyAloneAsync(items));
            var engine = await BytesAsync(items, () => processor.ProcessAsync(Enumerable.Range(0, items), new() { KeepOutcomes = false }));
            var peer = await BytesAsync(items, () => Peers.ParallelForEachAsync(items, Peers.YieldAsync));
            if (round > 0) // the first one warms up
            {
                ours.Add(engine - body);
                parallel.Add(peer - body);
            }
        }

        return [GoalFigure.Of(ours, ("Parallel.ForEachAsync", parallel, "B/item"))];
    }

    private static async Task BodyAloneAsync(int items)
    {
        for (var item = 0; item < items; item++)
        {
            await Peers.YieldAsync(item, CancellationToken.None);
        }
    }

    private static async Task<double> BytesAsync(int items, Func<Task> run)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await run();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)items;
    }
}
