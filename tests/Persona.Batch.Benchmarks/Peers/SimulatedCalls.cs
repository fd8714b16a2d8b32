namespace PersonaBatch.Benchmarks;

/// <summary>The calls that are made and the items they are made for. They cost as little as such calls can.</summary>
internal static class SimulatedCalls
{
    private const int Names = 1024;

    private static readonly string[] Ids = [.. Enumerable.Range(0, Names).Select(Records.IdOf)];
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    /// <summary>The id of an item, which its user has already: it costs nothing. Ids repeat.</summary>
    public static string IdOf(int item) => Ids[item % Names];

    /// <summary>A call that has its answer at once.</summary>
    public static ValueTask<int> AtOnceAsync(int item, CancellationToken cancellationToken) => ValueTask.FromResult(item);

    /// <summary>A call that leaves its thread once.</summary>
    public static async ValueTask<int> YieldAsync(int item, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return item;
    }

    /// <summary>A call of 10 ms.</summary>
    public static async ValueTask<int> WaitAsync(int item, CancellationToken cancellationToken)
    {
        await Task.Delay(Latency, TimeProvider.System, cancellationToken);
        return item;
    }

    /// <summary>A source that leaves its thread for each item, so that whoever waits for work finds one item at a time.</summary>
    public static async IAsyncEnumerable<int> OneByOneAsync(int items)
    {
        for (var item = 0; item < items; item++)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
