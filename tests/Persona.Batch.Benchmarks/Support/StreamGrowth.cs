using System.Globalization;

namespace PersonaBatch.Benchmarks;

/// <summary>How much a run makes the process grow while it lasts, and what the garbage collector does meanwhile. Measured in a process of its own.</summary>
internal static class StreamGrowth
{
    public const string Measurement = "growth";

    public const string Peak = "peak";
    public const string OldCollections = "gen2";
    public const string YoungCollections = "gen0";

    private const int InFlight = 64;
    private const int SampleEvery = 10_000;
    private const int WarmUp = 200_000;

    /// <summary>Runs once; the arguments are who, and how many items.</summary>
    public static async Task<Rounds> MeasureAsync(string[] arguments)
    {
        var items = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        IContender contender = arguments[0] == nameof(Engine) ? new Engine() : new ParallelForEach();
        await contender.RunAsync(LoadOf(WarmUp, static () => { }));

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = Environment.WorkingSet;
        var peak = before;
        var (old, young) = (GC.CollectionCount(GC.MaxGeneration), GC.CollectionCount(0));
        await contender.RunAsync(LoadOf(items, () => InterlockedMax(ref peak, Environment.WorkingSet)));

        var rounds = new Rounds();
        rounds.Add(OldCollections, GC.CollectionCount(GC.MaxGeneration) - old);
        rounds.Add(YoungCollections, GC.CollectionCount(0) - young);
        rounds.Add(Peak, (peak - before) / 1e6);
        return rounds;
    }

    private static Load LoadOf(int items, Action sample) => new(items, InFlight, (item, _) =>
    {
        if (item % SampleEvery == 0)
        {
            sample();
        }

        return ValueTask.FromResult(item);
    });

    private static void InterlockedMax(ref long most, long value)
    {
        for (var known = Volatile.Read(ref most); value > known; known = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }
}
