using System.Globalization;

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
        new ParallelForEach(), new Engine(), new ParallelForEach(takesAnswers: false), new HandRolled(), new Dataflow(), new ChannelWorkers(), new Engine(Feature.None),
    ];

    /// <summary>The engine without one thing, to see what that costs; not when it must be quick.</summary>
    private static readonly IContender[] Variants =
        [.. Enum.GetValues<Feature>().Where(static feature => feature is not (Feature.None or Feature.All)).Select(static feature => new Engine(Feature.All & ~feature))];

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost(name, most, "x")];

    /// <summary>Measures one contender, a turn each time it is asked; the first is to warm up. The arguments are the load, who, and whether it must be quick.</summary>
    public static async IAsyncEnumerable<Rounds> MeasureAsync(string[] arguments)
    {
        var contender = Contenders.Concat(Variants).Single(one => one.Name == arguments[1]);
        var turn = await Turn.WarmUpAsync(contender, Loads[arguments[0]], TimeSpan.FromSeconds(bool.Parse(arguments[2]) ? 0.2 : 0.5));
        while (true)
        {
            yield return await turn.MeasureAsync();
        }
    }

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var rounds = await TakeTurnsAsync(quick);
        var yardstick = GoalFigure.Percentile(rounds[Yardstick], 0.5);
        var peers = rounds.ByName
            .Where(static peer => peer.Key is not (Yardstick or Ours))
            .Select(peer => (peer.Key, (IReadOnlyList<double>)[.. peer.Value.Select(figure => figure / yardstick)], "x"));
        return [GoalFigure.Of(rounds.Ratios(Ours, Yardstick), [(Yardstick, rounds[Yardstick], "ns/item"), (Ours, rounds[Ours], "ns/item"), .. peers])];
    }

    /// <summary>Each contender in a process of its own, because they change what the compiler knows and the pool's threads; one turn each, round by round.</summary>
    private async Task<Rounds> TakeTurnsAsync(bool quick)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["DOTNET_TC_CallCountingDelayMs"] = "0", // hot code is compiled for good at once, also on a busy machine
            ["DOTNET_PROCESSOR_COUNT"] = string.Create(CultureInfo.InvariantCulture, $"{(cores > 0 ? cores : Environment.ProcessorCount)}"),
        };
        var rounds = new Rounds();
        List<(ApartProcess Process, int Every)> players = [];
        try
        {
            foreach (var contender in quick ? Contenders : Contenders.Concat(Variants))
            {
                var process = new ApartProcess(Measurement, environment, load, contender.Name, quick);
                players.Add((process, Every: 1));
                players[^1] = (process, (int)(await process.NextAsync())[Turn.Every].Single());
            }

            for (var round = 0; round < (quick ? 7 : 21); round++)
            {
                foreach (var (process, _) in players.Where(one => round % one.Every == 0))
                {
                    rounds.Add(await process.NextAsync());
                }
            }
        }
        finally
        {
            foreach (var (process, _) in players)
            {
                await process.DisposeAsync();
            }
        }

        rounds.Remove(Turn.Every);
        return rounds;
    }
}
