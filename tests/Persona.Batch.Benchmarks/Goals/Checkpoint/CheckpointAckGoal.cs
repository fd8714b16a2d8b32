namespace PersonaBatch.Benchmarks;

/// <summary>How much later an outcome is handed out because it is durable first: 20 workers, calls of 10 to 50 ms, on less off.</summary>
internal sealed class CheckpointAckGoal : IGoal
{
    private const int Workers = 20;

    public IReadOnlyList<GoalTarget> Targets { get; } =
    [
        GoalTarget.AtMost("checkpoint-ack-p50", 1, "ms"),
        GoalTarget.AtMost("checkpoint-ack-p99", 20, "ms"),
    ];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var items = quick ? 1_500 : 4_000;
        List<double> medians = [];
        List<double> tails = [];
        for (var pair = 0; pair < (quick ? 6 : 10); pair++)
        {
            var saved = await RunAsync(items, isSaved: true);
            var unsaved = await RunAsync(items, isSaved: false);
            if (pair > 0) // the first one warms up
            {
                medians.Add(GoalFigure.Percentile(saved, 0.5) - GoalFigure.Percentile(unsaved, 0.5));
                tails.Add(GoalFigure.Percentile(saved, 0.99) - GoalFigure.Percentile(unsaved, 0.99));
            }
        }

        return [GoalFigure.Of(medians), GoalFigure.Of(tails)];
    }

    /// <returns>The milliseconds from the answer to the reader, for each item.</returns>
    private static async Task<double[]> RunAsync(int items, bool isSaved)
    {
        using var scratch = new ScratchDirectory();
        var answer = Records.Text(Records.Payload - 2);
        var random = new Random(1);
        var latencies = Enumerable.Range(0, items).Select(_ => TimeSpan.FromMilliseconds(random.Next(10, 50))).ToArray();
        var answered = new long[items];
        var waited = new double[items];
        var processor = new OptimisedBatchProcessor<int, string>(
            async (item, cancellationToken) =>
            {
                await Task.Delay(latencies[item], TimeProvider.System, cancellationToken);
                answered[item] = TimeProvider.System.GetTimestamp();
                return answer;
            },
            new BatchOptions
            {
                BatchId = "goals",
                Concurrency = { MaxWorkers = Workers },
                Processing = { Mode = BatchMode.Fixed, Checkpoint = { Enabled = isSaved, Directory = scratch.Path } },
            });
        await foreach (var outcome in processor.StreamAsync(Enumerable.Range(0, items)))
        {
            waited[outcome.Item] = TimeProvider.System.GetElapsedTime(answered[outcome.Item]).TotalMilliseconds;
        }

        return waited;
    }
}
