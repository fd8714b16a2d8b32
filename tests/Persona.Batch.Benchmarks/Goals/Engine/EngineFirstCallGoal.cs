namespace PersonaBatch.Benchmarks;

/// <summary>How long it takes from <c>ProcessAsync</c> to the first call: a batch of one item with a checkpoint of its own, in a process that has run before.</summary>
internal sealed class EngineFirstCallGoal : IGoal
{
    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("engine-first-call", 20, "ms")];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        const int WarmUp = 20;
        var rounds = new Rounds();
        for (var round = 0; round < (quick ? 100 : 400); round++)
        {
            using var scratch = new ScratchDirectory();
            var saved = await FirstCallAsync(scratch.Path, isSaved: true);
            var unsaved = await FirstCallAsync(scratch.Path, isSaved: false);
            var parallel = await ParallelAsync();
            if (round >= WarmUp)
            {
                rounds.Add("saved", saved);
                rounds.Add("unsaved", unsaved);
                rounds.Add("parallel", parallel);
            }
        }

        return
        [
            GoalFigure.Of(
                rounds["saved"],
                ("the slowest", [rounds["saved"].Max()], "ms"),
                ("without a checkpoint", rounds["unsaved"], "ms"),
                ("Parallel.ForEachAsync", rounds["parallel"], "ms")),
        ];
    }

    private static async Task<double> FirstCallAsync(string directory, bool isSaved)
    {
        var called = 0L;
        var processor = new OptimisedBatchProcessor<string, string>(
            (item, _) =>
            {
                called = TimeProvider.System.GetTimestamp();
                return ValueTask.FromResult(item);
            },
            new BatchOptions { BatchId = "goals", Processing = { Checkpoint = { Enabled = isSaved, Directory = directory } } });
        var start = TimeProvider.System.GetTimestamp();
        (await processor.ProcessAsync(["one"])).EnsureAllSucceeded();
        return TimeProvider.System.GetElapsedTime(start, called).TotalMilliseconds;
    }

    private static async Task<double> ParallelAsync()
    {
        var called = 0L;
        var start = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(["one"], (string _, CancellationToken _) =>
        {
            called = TimeProvider.System.GetTimestamp();
            return ValueTask.CompletedTask;
        });
        return TimeProvider.System.GetElapsedTime(start, called).TotalMilliseconds;
    }
}
