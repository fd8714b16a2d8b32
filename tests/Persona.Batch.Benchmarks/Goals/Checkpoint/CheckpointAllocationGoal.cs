namespace PersonaBatch.Benchmarks;

/// <summary>What saving an item allocates in a whole run, beyond its answer as JSON: a run with the checkpoint on less the same with it off.</summary>
internal sealed class CheckpointAllocationGoal : IGoal
{
    private const int InFlight = 64;

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("checkpoint-alloc", 200, "B/item")];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var items = quick ? 5_000 : 20_000;
        var ids = Enumerable.Range(0, items).Select(Records.IdOf).ToArray();
        var entries = Records.Large(items);
        List<double> ours = [];
        List<double> journal = [];
        List<double> sqlite = [];
        for (var round = 0; round < 8; round++)
        {
            var saved = await RunAsync(ids, isSaved: true);
            var unsaved = await RunAsync(ids, isSaved: false);
            var (alone, theirs) = (Journal(entries), Sqlite(entries));
            if (round > 0) // the first one warms up
            {
                ours.Add(saved - unsaved - Records.Payload);
                journal.Add(alone);
                sqlite.Add(theirs);
            }
        }

        return [GoalFigure.Of(ours, ("the journal alone, groups of 10", journal, "B/item"), ("Microsoft.Data.Sqlite, groups of 10", sqlite, "B/item"))];
    }

    private static async Task<double> RunAsync(string[] ids, bool isSaved)
    {
        using var scratch = new ScratchDirectory();
        var answer = Records.Text(Records.Payload - 2);
        var processor = new OptimisedBatchProcessor<string, string>(
            async (_, _) =>
            {
                await Task.Yield();
                return answer;
            },
            new BatchOptions
            {
                BatchId = "goals",
                Concurrency = { MaxWorkers = InFlight },
                Processing = { Mode = BatchMode.Fixed, Checkpoint = { Enabled = isSaved, Directory = scratch.Path } },
            },
            new BatchHooks<string, string> { ItemId = static id => id });
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await processor.ProcessAsync(ids, new BatchRunOptions { KeepOutcomes = false });
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)ids.Length;
    }

    private static double Journal(JournalEntry[] entries)
    {
        using var scratch = new ScratchDirectory();
        using var checkpoint = Records.Open(scratch.Path);
        return Bytes(entries, some => checkpoint.Journal.Append(some));
    }

    private static double Sqlite(JournalEntry[] entries)
    {
        using var scratch = new ScratchDirectory();
        using var store = new SqliteStore(scratch.File("results.db"));
        return Bytes(entries, store.Save);
    }

    private static double Bytes(JournalEntry[] entries, Action<ReadOnlySpan<JournalEntry>> save)
    {
        const int Group = 10;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var first = 0; first < entries.Length; first += Group)
        {
            save(entries.AsSpan(first, Group));
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)entries.Length;
    }
}
