namespace PersonaBatch.Benchmarks;

/// <summary>The bodies that are called and the loops we are measured against.</summary>
internal static class Peers
{
    public const int InFlight = 64;

    /// <summary>A provider that leaves its thread once and returns.</summary>
    public static async Task<int> YieldAsync(int item, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return item;
    }

    /// <summary>A processor with everything on that needs no file: retry policy, attempt timeout, deadlines, outcome counts.</summary>
    public static OptimisedBatchProcessor<int, int> Processor(Func<int, CancellationToken, Task<int>> call) => new(call, Options());

    /// <summary>The same for a body that completes at once.</summary>
    public static OptimisedBatchProcessor<int, int> Processor(Func<int, CancellationToken, ValueTask<int>> call) => new(call, Options());

    public static Task ParallelForEachAsync(int items, Func<int, CancellationToken, Task<int>> call) => Parallel.ForEachAsync(
        Enumerable.Range(0, items),
        new ParallelOptions { MaxDegreeOfParallelism = InFlight },
        async (item, cancellationToken) => await call(item, cancellationToken));

    private static BatchOptions Options() => new()
    {
        Concurrency = { MaxWorkers = InFlight },
        Timeouts = { Item = TimeSpan.FromHours(1), Batch = TimeSpan.FromHours(10) },
        Processing = { Checkpoint = { Enabled = false } },
    };
}
