namespace PersonaBatch.Benchmarks;

/// <summary>What is left of the rate when outcomes come in input order and one call in a hundred takes 20 times as long.</summary>
internal sealed class EngineOrderedTailGoal : IGoal
{
    private const int InFlight = 100;
    private const int OurWindow = 8;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = 20 * Short;

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtLeast("engine-ordered-tail", 55, "% of the unordered rate")];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var load = new Load(quick ? 5_000 : 30_000, InFlight, CallAsync);
        var stalled = load with { Items = load.Items / 4 };
        var rounds = new Rounds();
        for (var round = 0; round < (quick ? 3 : 7); round++)
        {
            rounds.Add("ours", await ShareAsync(() => StreamAsync(load, ordered: true), () => StreamAsync(load, ordered: false)));
            rounds.Add("narrow", await ShareAsync(() => new Dataflow(ordered: true).RunAsync(stalled), () => new Dataflow().RunAsync(stalled)));
            rounds.Add("wide", await ShareAsync(() => new Dataflow(ordered: true, OurWindow).RunAsync(load), () => new Dataflow(window: OurWindow).RunAsync(load)));
        }

        return
        [
            GoalFigure.Of(
                rounds["ours"],
                ("TPL Dataflow, which holds 2 x those in flight", rounds["narrow"], "%"),
                ("TPL Dataflow, which holds 8 x those in flight, as we do", rounds["wide"], "%")),
        ];
    }

    /// <summary>Which calls are slow is drawn once and for all: the item's number, scattered (Knuth's multiplicative hash).</summary>
    private static async ValueTask<int> CallAsync(int item, CancellationToken cancellationToken)
    {
        var isSlow = (((uint)item * 2_654_435_769u) >> 8) % 100 == 0;
        await Task.Delay(isSlow ? Long : Short, TimeProvider.System, cancellationToken);
        return item;
    }

    private static async Task StreamAsync(Load load, bool ordered)
    {
        var processor = Engine.Processor(load.Call, load.InFlight);
        var next = 0L;
        await foreach (var outcome in processor.StreamAsync(load.Range, new BatchRunOptions { Ordered = ordered }))
        {
            if (ordered && outcome.Index != next++)
            {
                throw new InvalidOperationException("Out of order.");
            }
        }
    }

    private static async Task<double> ShareAsync(Func<Task> ordered, Func<Task> unordered)
    {
        var most = await TimeAsync(unordered);
        return 100 * most / await TimeAsync(ordered);
    }

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var start = TimeProvider.System.GetTimestamp();
        await run();
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
