namespace PersonaBatch.Benchmarks;

/// <summary>How long it takes until as many calls are in flight as the new limit says, and that no call is interrupted for it.</summary>
internal sealed class EngineResizeGoal : IGoal
{
    private const int Few = 10;
    private const int Many = 100;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(40);

    public IReadOnlyList<GoalTarget> Targets { get; } =
    [
        GoalTarget.AtMost("engine-resize-up", 5, "ms"),
        GoalTarget.AtMost("engine-resize-down-beyond-the-longest-call", 5, "ms"),
        GoalTarget.AtMost("engine-resize-interrupted", 0, "calls"),
    ];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var calls = new CountedCalls(Latency);

        // A fixed limit: an adaptive one may rise to the new bound, but goes there by itself.
        var processor = Engine.Processor(calls.CallAsync, Few, Feature.All & ~Feature.AdaptiveLimit);
        var run = processor.Start(Enumerable.Range(0, int.MaxValue), new BatchRunOptions { KeepOutcomes = false });
        var rounds = new Rounds();
        await calls.UntilAsync(static inFlight => inFlight == Few);
        for (var round = 0; round < (quick ? 40 : 200); round++)
        {
            var up = await ChangeAsync(run, calls, Many);
            calls.ForgetLongest();
            var down = await ChangeAsync(run, calls, Few);
            if (round > 1) // the first ones warm up
            {
                rounds.Add("up", up);
                rounds.Add("whole", down);
                rounds.Add("down", Math.Max(0, down - calls.Longest.TotalMilliseconds));
            }
        }

        rounds.Add("interrupted", calls.Interrupted);
        await run.StopAsync();
        return [GoalFigure.Of(rounds["up"]), GoalFigure.Of(rounds["down"], ("the change and the longest call together", rounds["whole"], "ms")), GoalFigure.Of(rounds["interrupted"])];
    }

    private static async Task<double> ChangeAsync(BatchRun run, CountedCalls calls, int limit)
    {
        var isRise = limit == Many;
        var start = TimeProvider.System.GetTimestamp();
        run.Change(limits => limits.MaxWorkers = limit);
        await calls.UntilAsync(inFlight => isRise ? inFlight >= limit : inFlight <= limit);
        return TimeProvider.System.GetElapsedTime(start, calls.ReachedAt).TotalMilliseconds;
    }
}
