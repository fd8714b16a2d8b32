namespace PersonaBatch.Benchmarks;

/// <summary>How many outcomes of 1 KB a second are durable when they come in groups: as many times as SQLite saves.</summary>
internal sealed class CheckpointRateGoal(int group, double least) : IGoal
{
    private const int Turn = 5;

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtLeast($"checkpoint-group{group}-vs-sqlite", least, "x")];

    /// <summary>Gets a value indicating whether the file that is rewritten every ten items stands beside it; it takes long.</summary>
    private bool WithRewritten => group == 10;

    public Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var count = group * Turn * (quick ? 20 : 60);
        var hashed = Records.LargeWithHashedIds(count);
        var ascending = Records.Large(count);
        List<double> ratios = [];
        List<double> ascendingRatios = [];
        List<double> ours = [];
        List<double> theirs = [];
        for (var pair = 0; pair < (quick ? 8 : 16); pair++)
        {
            var (journal, sqlite) = Measure(hashed);
            var inOrder = Measure(ascending);
            if (pair > 0) // the first one warms up
            {
                ours.Add(journal);
                theirs.Add(sqlite);
                ratios.Add(journal / sqlite);
                ascendingRatios.Add(inOrder.Journal / inOrder.Sqlite);
            }
        }

        return Task.FromResult<IReadOnlyList<GoalFigure>>(
        [
            GoalFigure.Of(
                ratios,
                [
                    ("checkpoint", ours, "items/s"),
                    ("Microsoft.Data.Sqlite, WAL, synchronous FULL", theirs, "items/s"),
                    ("the ratio when ids come in ascending order", ascendingRatios, "x"),
                    .. WithRewritten ? Rewritten(1_000) : [],
                    .. WithRewritten ? Rewritten(10_000) : [],
                ]),
        ]);
    }

    /// <summary>Both save the same, taking turns of a few groups, so that what else the disk does hits both alike.</summary>
    /// <returns>The items a second of each.</returns>
    private (double Journal, double Sqlite) Measure(JournalEntry[] entries)
    {
        using var scratch = new ScratchDirectory();
        using var checkpoint = Records.Open(scratch.Path);
        using var store = new SqliteStore(scratch.File("results.db"));
        var journal = TimeSpan.Zero;
        var sqlite = TimeSpan.Zero;
        for (var first = 0; first < entries.Length; first += group * Turn)
        {
            var turn = entries.AsMemory(first, group * Turn);
            journal += Time(turn, some => checkpoint.Journal.Append(some));
            sqlite += Time(turn, store.Save);
        }

        return (entries.Length / journal.TotalSeconds, entries.Length / sqlite.TotalSeconds);
    }

    private TimeSpan Time(ReadOnlyMemory<JournalEntry> entries, Action<ReadOnlySpan<JournalEntry>> save)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var first = 0; first < entries.Length; first += group)
        {
            save(entries.Span.Slice(first, group));
        }

        return TimeProvider.System.GetElapsedTime(start);
    }

    private static (string Name, IReadOnlyList<double> Rounds, string Unit)[] Rewritten(int items)
    {
        using var scratch = new ScratchDirectory();
        var entries = Records.Large(items);
        var start = TimeProvider.System.GetTimestamp();
        var bytes = RewrittenFile.Save(scratch.File("checkpoint.json"), entries);
        var rate = items / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var name = $"one JSON file rewritten every 10 items, {items} items";
        return [(name, [rate], "items/s"), (name, [(double)bytes / items / Records.Payload], "B/B")];
    }
}
