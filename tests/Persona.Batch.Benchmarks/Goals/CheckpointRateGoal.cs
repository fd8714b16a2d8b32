namespace PersonaBatch.Benchmarks;

/// <summary>How many outcomes of 1 KB a second are durable when they come in groups: as many times as SQLite saves.</summary>
internal sealed class CheckpointRateGoal(int group, double least) : IGoal
{
    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtLeast($"checkpoint-group{group}-vs-sqlite", least, "x")];

    public Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var entries = Records.Large(group * (quick ? 100 : 300));
        List<double> ratios = [];
        List<double> ours = [];
        List<double> theirs = [];
        for (var pair = 0; pair < (quick ? 8 : 16); pair++)
        {
            var (journal, sqlite) = pair % 2 == 0 ? (Journal(entries), Sqlite(entries)) : Swap(Sqlite(entries), Journal(entries));
            if (pair > 0) // the first one warms up
            {
                ours.Add(journal);
                theirs.Add(sqlite);
                ratios.Add(journal / sqlite);
            }
        }

        return Task.FromResult<IReadOnlyList<GoalFigure>>(
        [
            GoalFigure.Of(
                ratios,
                ("checkpoint", ours, "items/s"),
                ("Microsoft.Data.Sqlite, WAL, synchronous FULL", theirs, "items/s"),
                ("one JSON file rewritten every 10 items, 1,000 items", [Rewritten(1_000)], "items/s"),
                ("one JSON file rewritten every 10 items, 10,000 items", [Rewritten(10_000)], "items/s")),
        ]);
    }

    private static (double Journal, double Sqlite) Swap(double sqlite, double journal) => (journal, sqlite);

    private double Journal(JournalEntry[] entries)
    {
        using var scratch = new ScratchDirectory();
        using var checkpoint = Records.Open(scratch.Path);
        return Rate(entries, some => checkpoint.Journal.Append(some));
    }

    private double Sqlite(JournalEntry[] entries)
    {
        using var scratch = new ScratchDirectory();
        using var store = new SqliteStore(scratch.File("results.db"));
        return Rate(entries, store.Save);
    }

    private double Rate(JournalEntry[] entries, Action<ReadOnlySpan<JournalEntry>> save)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var first = 0; first < entries.Length; first += group)
        {
            save(entries.AsSpan(first, group));
        }

        return entries.Length / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static double Rewritten(int items)
    {
        using var scratch = new ScratchDirectory();
        var entries = Records.Large(items);
        var start = TimeProvider.System.GetTimestamp();
        RewrittenFile.Save(scratch.File("checkpoint.json"), entries);
        return items / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
