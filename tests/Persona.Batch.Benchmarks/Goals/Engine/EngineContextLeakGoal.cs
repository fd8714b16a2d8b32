namespace PersonaBatch.Benchmarks;

/// <summary>How many of 5,000 calls find in their context what another call left there, or do not find what their caller put there.</summary>
internal sealed class EngineContextLeakGoal : IGoal
{
    private const int Items = 5_000;
    private const int InFlight = 50;
    private const string Caller = "caller";

    private static readonly AsyncLocal<string?> Ambient = new();
    private static readonly IContender[] Contenders = [new Engine(), new ParallelForEach(), new HandRolled(), new Dataflow(), new ChannelWorkers()];

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("engine-context-leak", 0, "of 5000")];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var rounds = new Rounds();
        for (var round = 0; round < 3; round++)
        {
            foreach (var contender in Contenders)
            {
                rounds.Add(contender.Name, await LeaksAsync(contender));
            }
        }

        return [GoalFigure.Of(rounds[Contenders[0].Name], [.. Contenders.Skip(1).Select(peer => (peer.Name, rounds[peer.Name], "of 5000"))])];
    }

    private static async Task<double> LeaksAsync(IContender contender)
    {
        var foreign = 0;
        Ambient.Value = Caller;
        await contender.RunAsync(new Load(Items, InFlight, CallAsync));
        return foreign;

        // Not an async method: what it sets stays in the context of whoever calls it.
        ValueTask<int> CallAsync(int item, CancellationToken cancellationToken)
        {
            if (Ambient.Value != Caller)
            {
                Interlocked.Increment(ref foreign);
            }

            Ambient.Value = "a call before";
            return item % 2 == 0 ? SimulatedCalls.AtOnceAsync(item, cancellationToken) : SimulatedCalls.YieldAsync(item, cancellationToken);
        }
    }
}
