namespace PersonaBatch.Benchmarks;

/// <summary>What the engine allocates for an item that succeeds at once, beyond what the user's own call allocates.</summary>
internal sealed class EngineAllocationGoal : IGoal
{
    private const int InFlight = 64;

    private static readonly IContender[] Peers =
    [
        new Engine(), new ParallelForEach(), new HandRolled(), new Dataflow(), new ChannelWorkers(),
    ];

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("engine-alloc", 16, "B/item")];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var load = new Load(quick ? 200_000 : 1_000_000, InFlight, SimulatedCalls.YieldAsync);
        var counting = new Engine(Feature.All & ~Feature.OutcomeStream);
        var rounds = new Rounds();
        for (var round = 0; round < 6; round++)
        {
            var body = await BytesAsync(load, () => BodyAloneAsync(load));
            foreach (var contender in (IContender[])[counting, .. Peers])
            {
                var bytes = await BytesAsync(load, () => contender.RunAsync(load));
                if (round > 0) // the first one warms up
                {
                    rounds.Add(contender.Name, bytes - body);
                }
            }
        }

        return [GoalFigure.Of(rounds[counting.Name], [.. Peers.Select(peer => (NameOf(peer), rounds[peer.Name], "B/item"))])];
    }

    private static string NameOf(IContender contender) => contender is Engine ? "Persona.Batch with a stream of outcomes, each an object" : contender.Name;

    private static async Task BodyAloneAsync(Load load)
    {
        foreach (var item in load.Range)
        {
            await load.Call(item, CancellationToken.None);
        }
    }

    private static async Task<double> BytesAsync(Load load, Func<Task> run)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await run();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)load.Items;
    }
}
