using System.Diagnostics;

namespace PersonaBatch.Benchmarks;

/// <summary>What a checkpoint costs a usual run: 50 workers, calls of a second in real time, results that survive a power failure beside none.</summary>
internal sealed class CheckpointOverheadGoal : IGoal
{
    private const int Workers = 50;

    private static readonly TimeSpan Call = TimeSpan.FromSeconds(1);

    public IReadOnlyList<GoalTarget> Targets { get; } =
    [
        GoalTarget.AtMost("checkpoint-overhead", 1, "% wall"),
        GoalTarget.AtMost("checkpoint-overhead-cpu", 2, "% of a core"),
    ];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var items = Workers * (quick ? 4 : 20);
        List<double> wall = [];
        List<double> cores = [];
        List<double> saved = [];
        List<double> unsaved = [];
        await RunAsync(Workers, CheckpointDurability.PowerLoss); // warms up
        for (var pair = 0; pair < 5; pair++)
        {
            var with = await RunAsync(items, CheckpointDurability.PowerLoss);
            var without = await RunAsync(items, CheckpointDurability.None);
            wall.Add(100 * ((with.Wall / without.Wall) - 1));
            cores.Add(100 * (with.Cpu - without.Cpu) / with.Wall);
            saved.Add(with.Wall.TotalSeconds);
            unsaved.Add(without.Wall.TotalSeconds);
        }

        return [GoalFigure.Of(wall, ("with", saved, "s"), ("without", unsaved, "s")), GoalFigure.Of(cores)];
    }

    private static async Task<(TimeSpan Wall, TimeSpan Cpu)> RunAsync(int items, CheckpointDurability durability)
    {
        using var scratch = new ScratchDirectory();
        using var process = Process.GetCurrentProcess();
        var answer = Records.Text(Records.Payload - 2);
        var processor = new OptimisedBatchProcessor<int, string>(
            async (_, cancellationToken) =>
            {
                await Task.Delay(Call, TimeProvider.System, cancellationToken);
                return answer;
            },
            new BatchOptions
            {
                BatchId = "goals",
                Concurrency = { MaxWorkers = Workers },
                Processing = { Mode = BatchMode.Fixed, Checkpoint = { Durability = durability, Directory = scratch.Path } },
            });
        var cpu = process.TotalProcessorTime;
        var start = TimeProvider.System.GetTimestamp();
        (await processor.ProcessAsync(Enumerable.Range(0, items))).EnsureAllSucceeded();
        var wall = TimeProvider.System.GetElapsedTime(start);
        process.Refresh();
        return (wall, process.TotalProcessorTime - cpu);
    }
}
