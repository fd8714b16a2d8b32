namespace PersonaBatch.Benchmarks;

/// <summary>How many bytes are written for each byte of an answer of 1 KB.</summary>
internal sealed class CheckpointBytesGoal : IGoal
{
    private const int Group = 10;

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("checkpoint-bytes", 1.2, "B/B")];

    public Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        int[] sizes = [10, 100, 1_000, 10_000, quick ? 20_000 : 100_000];
        return Task.FromResult<IReadOnlyList<GoalFigure>>(
        [
            GoalFigure.Of(
                [.. Enumerable.Range(0, 5).Select(static _ => Journal(1_000))],
                [
                    .. sizes.Select(static items => ($"checkpoint, {items} items", Of(Journal(items)), "B/B")),
                    ("SQLite's file when closed, 1,000 items", Of(Sqlite(1_000)), "B/B"),
                    ("one JSON file rewritten every 10 items, 1,000 items", Of(Rewritten(1_000)), "B/B"),
                ]),
        ]);
    }

    private static IReadOnlyList<double> Of(double value) => [value];

    private static double Journal(int items)
    {
        using var scratch = new ScratchDirectory();
        using (var checkpoint = Records.Open(scratch.Path))
        {
            foreach (var group in Records.Large(items).Chunk(Group))
            {
                checkpoint.Journal.Append(group);
            }

            checkpoint.Journal.MarkDone(new BatchCounts(items, items, 0, 0, 0, 0));
        }

        return (double)scratch.Bytes("results-*.jsonl") / items / Records.Payload;
    }

    private static double Sqlite(int items)
    {
        using var scratch = new ScratchDirectory();
        using (var store = new SqliteStore(scratch.File("results.db")))
        {
            foreach (var group in Records.Large(items).Chunk(Group))
            {
                store.Save(group);
            }
        }

        return (double)scratch.Bytes("results.db*") / items / Records.Payload;
    }

    private static double Rewritten(int items)
    {
        using var scratch = new ScratchDirectory();
        return (double)RewrittenFile.Save(scratch.File("checkpoint.json"), Records.Large(items)) / items / Records.Payload;
    }
}
