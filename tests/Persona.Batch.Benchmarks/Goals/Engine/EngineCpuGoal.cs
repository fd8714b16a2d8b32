namespace PersonaBatch.Benchmarks;

/// <summary>The processor time, user and system, that the whole process takes for each item, as a multiple of what <c>Parallel.ForEachAsync</c> takes.</summary>
/// <param name="name">The goal's name.</param>
/// <param name="load">The load's.</param>
/// <param name="most">The multiple.</param>
/// <param name="cores">How many processors the runtime sees; 0 = all.</param>
internal sealed class EngineCpuGoal(string name, string load, double most, int cores = 0) : IGoal
{
    public const string Measurement = "cpu";

    private const string Yardstick = "Parallel.ForEachAsync";
    private const string Ours = "Persona.Batch";

    private static readonly Dictionary<string, Load> Loads = new(StringComparer.Ordinal)
    {
        ["yield"] = new Load(1_000_000, 64, SimulatedCalls.YieldAsync),
        ["sync"] = new Load(4_000_000, 64, SimulatedCalls.AtOnceAsync),
        ["10ms-10k"] = new Load(500_000, 10_000, SimulatedCalls.WaitAsync),
        ["slow-source"] = new Load(500_000, 1_000, SimulatedCalls.YieldAsync) { SlowSource = SimulatedCalls.OneByOneAsync },
    };

    private static readonly IContender[] Contenders =
    [
        new ParallelForEach(),
        new Engine(),
        new ParallelForEach(takesAnswers: false),
        new HandRolled(),
        new Dataflow(),
        new ChannelWorkers(),
        new Engine(Feature.All & ~Feature.AdaptiveLimit),
        new Engine(Feature.All & ~Feature.Throttle),
        new Engine(Feature.All & ~Feature.Deadlines),
        new Engine(Feature.All & ~Feature.Progress),
        new Engine(Feature.All & ~Feature.OutcomeStream),
        new Engine(Feature.None),
    ];

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost(name, most, "x")];

    /// <summary>Measures all contenders in turns of about the same length; the arguments are the load and whether it must be quick.</summary>
    public static async Task<Rounds> MeasureAsync(string[] arguments)
    {
        var load = Loads[arguments[0]];
        var quick = bool.Parse(arguments[1]);
        var turn = TimeSpan.FromSeconds(quick ? 0.2 : 0.5);
        List<Turn> turns = [];
        foreach (var contender in Contenders)
        {
            turns.Add(await Turn.WarmUpAsync(contender, load, turn));
        }

        var rounds = new Rounds();
        for (var round = 0; round < (quick ? 9 : 21); round++)
        {
            foreach (var turnOf in turns.Where(one => round % one.Every == 0))
            {
                rounds.Add(turnOf.Contender.Name, await turnOf.MeasureAsync());
            }
        }

        return rounds;
    }

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var rounds = await Apart.MeasureAsync(Measurement, cores, load, quick);
        var yardstick = GoalFigure.Percentile(rounds[Yardstick], 0.5);
        var peers = rounds.ByName
            .Where(static peer => peer.Key is not (Yardstick or Ours))
            .Select(peer => (peer.Key, (IReadOnlyList<double>)[.. peer.Value.Select(figure => figure / yardstick)], "x"));
        return [GoalFigure.Of(rounds.Ratios(Ours, Yardstick), [(Yardstick, rounds[Yardstick], "ns/item"), (Ours, rounds[Ours], "ns/item"), .. peers])];
    }
}
