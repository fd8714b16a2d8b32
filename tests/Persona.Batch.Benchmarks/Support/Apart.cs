using System.Text.Json;

namespace PersonaBatch.Benchmarks;

/// <summary>Measures in a process of its own, which nothing measured before disturbs.</summary>
internal static class Apart
{
    /// <summary>The command the other process is started with.</summary>
    public const string Command = "apart";

    private static readonly Dictionary<string, Func<string[], IAsyncEnumerable<Rounds>>> Measurements = new(StringComparer.Ordinal)
    {
        [CheckpointResumeGoal.Measurement] = Once(CheckpointResumeGoal.ResumeAsync),
        [EngineCpuGoal.Measurement] = EngineCpuGoal.MeasureAsync,
        [StreamGrowth.Measurement] = Once(StreamGrowth.MeasureAsync),
        [EngineRetainedGoal.Measurement] = Once(EngineRetainedGoal.MeasureAsync),
    };

    /// <summary>Measures once in another process.</summary>
    public static async Task<Rounds> MeasureAsync(string measurement, params object[] arguments)
    {
        await using var process = new ApartProcess(measurement, new Dictionary<string, string>(StringComparer.Ordinal), arguments);
        return await process.NextAsync();
    }

    /// <summary>Measures in this process, prints each figure for the one that asked, and goes on when it asks again.</summary>
    public static async Task<int> RunAsync(string measurement, string[] arguments)
    {
        await foreach (var rounds in Measurements[measurement](arguments))
        {
            Console.WriteLine(JsonSerializer.Serialize(rounds.ByName));
            if (await Console.In.ReadLineAsync() is null)
            {
                break;
            }
        }

        return 0;
    }

    private static Func<string[], IAsyncEnumerable<Rounds>> Once(Func<string[], Task<Rounds>> measureAsync)
    {
        return MeasureOnceAsync;

        async IAsyncEnumerable<Rounds> MeasureOnceAsync(string[] arguments)
        {
            yield return await measureAsync(arguments);
        }
    }
}
