using System.Text.Json;

namespace PersonaBatch.Benchmarks;

/// <summary>What saving an item costs beyond turning its answer into JSON, when many are saved at a time: a run with the checkpoint on less the same with it off.</summary>
internal sealed class EngineCheckpointGoal : IGoal
{
    private const int InFlight = 1_000;
    private const int LeastPerCommit = 100;
    private const string Cpu = "cpu";
    private const string Bytes = "bytes";

    private static readonly string Answer = Records.Text(Records.Payload - 2);

    public IReadOnlyList<GoalTarget> Targets { get; } =
    [
        GoalTarget.AtMost("engine-checkpoint-on", 2, "us/item"),
        GoalTarget.AtMost("engine-checkpoint-on-alloc", 200, "B/item"),
        GoalTarget.AtLeast("engine-checkpoint-on-group", LeastPerCommit, "items/commit"),
    ];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var ids = Enumerable.Range(0, 100_000).Select(Records.IdOf).ToArray();
        var entries = Records.Large(ids.Length);
        var ours = new Rounds();
        var sqlite = new Rounds();
        for (var round = 0; round < (quick ? 6 : 20); round++)
        {
            var files = new CountingFiles();
            var saved = await CostAsync(ids.Length, () => RunAsync(ids, files));
            var unsaved = await CostAsync(ids.Length, () => RunAsync(ids, files: null));
            var json = await CostAsync(ids.Length, () => SerializeAsync(ids.Length));
            var theirs = await CostAsync(ids.Length, () => SaveAsync(entries));
            if (round > 0) // the first one warms up
            {
                ours.Add(Cpu, saved.Microseconds - unsaved.Microseconds - json.Microseconds);
                ours.Add(Bytes, saved.Bytes - unsaved.Bytes - json.Bytes);
                ours.Add("commit", ids.Length / (double)files.Syncs);
                ours.Add("json", json.Microseconds);
                sqlite.Add(Cpu, theirs.Microseconds);
                sqlite.Add(Bytes, theirs.Bytes);
            }
        }

        const string Sqlite = "Microsoft.Data.Sqlite, WAL, synchronous FULL, groups of 100";
        return
        [
            GoalFigure.Of(ours[Cpu], (Sqlite, sqlite[Cpu], "us/item"), ("turning the answer into JSON, taken off", ours["json"], "us/item")),
            GoalFigure.Of(ours[Bytes], (Sqlite, sqlite[Bytes], "B/item")),
            GoalFigure.Of(ours["commit"]),
        ];
    }

    private static async Task RunAsync(string[] ids, CountingFiles? files)
    {
        using var scratch = new ScratchDirectory();
        var processor = new OptimisedBatchProcessor<string, string>(
            static async (_, _) =>
            {
                await Task.Yield();
                return Answer;
            },
            new BatchOptions
            {
                BatchId = "goals",
                Concurrency = { MaxWorkers = InFlight },
                Processing = { Checkpoint = { Enabled = files is not null, Interval = InFlight, Directory = scratch.Path } },
            },
            new BatchHooks<string, string> { ItemId = static id => id, Files = files });
        await foreach (var outcome in processor.StreamAsync(ids))
        {
            GC.KeepAlive(outcome);
        }
    }

    private static Task SerializeAsync(int items)
    {
        for (var item = 0; item < items; item++)
        {
            GC.KeepAlive(JsonSerializer.SerializeToUtf8Bytes(Answer));
        }

        return Task.CompletedTask;
    }

    private static Task SaveAsync(JournalEntry[] entries)
    {
        using var scratch = new ScratchDirectory();
        using var store = new SqliteStore(scratch.File("results.db"));
        for (var first = 0; first < entries.Length; first += LeastPerCommit)
        {
            store.Save(entries.AsSpan(first, LeastPerCommit));
        }

        return Task.CompletedTask;
    }

    private static async Task<(double Microseconds, double Bytes)> CostAsync(int items, Func<Task> run)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        await run();
        return ((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / items, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)items);
    }
}
