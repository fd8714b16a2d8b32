using System.Collections.Concurrent;
using System.Globalization;

namespace PersonaBatch.Benchmarks;

/// <summary>What each outcome of a million takes that a result keeps, beyond the item, its id and its answer, which are the user's.</summary>
internal sealed class EngineRetainedGoal : IGoal
{
    public const string Measurement = "retained";

    private const int Items = 1_000_000;
    private const string Parallel = "Parallel.ForEachAsync, its answers by item in a ConcurrentDictionary";

    public IReadOnlyList<GoalTarget> Targets { get; } = [GoalTarget.AtMost("engine-retained-1m", 160, "B/outcome")];

    /// <summary>Runs once; the argument says who.</summary>
    public static async Task<Rounds> MeasureAsync(string[] arguments)
    {
        var items = Enumerable.Range(0, Items).Select(Records.IdOf).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        object kept = arguments[0] == nameof(Engine) ? await ProcessAsync(items) : await ParallelAsync(items);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(kept);
        GC.KeepAlive(items);

        var rounds = new Rounds();
        rounds.Add(Measurement, bytes / (double)Items);
        return rounds;
    }

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var ours = new Rounds();
        var peer = new Rounds();
        for (var round = 0; round < (quick ? 3 : 7); round++)
        {
            ours.Add(await Apart.MeasureAsync(Measurement, nameof(Engine)));
            peer.Add(await Apart.MeasureAsync(Measurement, Parallel));
        }

        return [GoalFigure.Of(ours[Measurement], (Parallel, peer[Measurement], "B/outcome"))];
    }

    private static async Task<object> ProcessAsync(string[] items)
    {
        var processor = new OptimisedBatchProcessor<string, string>(
            static (_, _) => ValueTask.FromResult(Answer()),
            new BatchOptions { Processing = { Checkpoint = { Enabled = false } }, Timeouts = { Item = TimeSpan.FromHours(1) } },
            new BatchHooks<string, string> { ItemId = static item => item });
        var result = await processor.ProcessAsync(items);
        return result.Outcomes.Count == Items ? result : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{result.Outcomes.Count} outcomes."));
    }

    private static async Task<object> ParallelAsync(string[] items)
    {
        var answers = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await System.Threading.Tasks.Parallel.ForEachAsync(items, (item, _) =>
        {
            answers[item] = Answer();
            return ValueTask.CompletedTask;
        });
        return answers;
    }

    private static string Answer() => "yes";
}
