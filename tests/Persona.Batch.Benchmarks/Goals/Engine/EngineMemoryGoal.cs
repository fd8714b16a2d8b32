namespace PersonaBatch.Benchmarks;

/// <summary>How much a stream that keeps no results makes the process grow, and that ten times as many items do not make it grow further.</summary>
internal sealed class EngineMemoryGoal : IGoal
{
    private const int Few = 1_000_000;
    private const int Many = 10_000_000;
    private const string Parallel = "Parallel.ForEachAsync";

    public IReadOnlyList<GoalTarget> Targets { get; } =
    [
        GoalTarget.AtMost("engine-memory-1m", 20, "MB"),
        GoalTarget.AtMost("engine-memory-10m", 20, "MB"),
        GoalTarget.AtMost("engine-memory-10m-less-1m", 8, "MB"),
        GoalTarget.AtMost("engine-memory-10m-gen2", 0, "collections"),
    ];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        Rounds few = new();
        Rounds many = new();
        Rounds peerFew = new();
        Rounds peerMany = new();
        for (var round = 0; round < (quick ? 2 : 5); round++)
        {
            few.Add(await MeasureAsync(nameof(Engine), Few));
            many.Add(await MeasureAsync(nameof(Engine), Many));
            peerFew.Add(await MeasureAsync(Parallel, Few));
            peerMany.Add(await MeasureAsync(Parallel, Many));
        }

        return
        [
            GoalFigure.Of(few[StreamGrowth.Peak], (Parallel, peerFew[StreamGrowth.Peak], "MB")),
            GoalFigure.Of(many[StreamGrowth.Peak], (Parallel, peerMany[StreamGrowth.Peak], "MB")),
            GoalFigure.Of(Differences(many, few), (Parallel, Differences(peerMany, peerFew), "MB")),
            GoalFigure.Of(
                many[StreamGrowth.OldCollections],
                (Parallel, peerMany[StreamGrowth.OldCollections], "collections"),
                ("gen0", many[StreamGrowth.YoungCollections], "collections"),
                ($"gen0 of {Parallel}", peerMany[StreamGrowth.YoungCollections], "collections")),
        ];
    }

    private static Task<Rounds> MeasureAsync(string contender, int items) => Apart.MeasureAsync(StreamGrowth.Measurement, contender, items);

    private static List<double> Differences(Rounds many, Rounds few) =>
        [.. many[StreamGrowth.Peak].Zip(few[StreamGrowth.Peak], static (larger, smaller) => larger - smaller)];
}
