namespace PersonaBatch.Benchmarks;

/// <summary>How much memory it takes to know each of ten million ids again, when none was recorded before.</summary>
internal sealed class EngineDuplicatesGoal : IGoal
{
    private const int Many = 10_000_000;

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("engine-memory-10m-duplicates", 10, "B/item")];

    public Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        int[] others = quick ? [1_000_000] : [1_000_000, 2_000_000, 3_000_000, 5_000_000];
        return Task.FromResult<IReadOnlyList<GoalFigure>>(
        [
            GoalFigure.Of([BytesPerId(Many)], [.. others.Select(static ids => ($"{ids} ids", (IReadOnlyList<double>)[BytesPerId(ids)], "B/item"))]),
        ]);
    }

    private static double BytesPerId(int ids)
    {
        using var scratch = new ScratchDirectory();
        using var checkpoint = Records.Open(scratch.Path);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var item = 0; item < ids; item++)
        {
            checkpoint.Known.MarkSeen(Records.IdOf(item));
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(checkpoint);
        return bytes / (double)ids;
    }
}
