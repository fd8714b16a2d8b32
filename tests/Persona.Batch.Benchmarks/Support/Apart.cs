using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PersonaBatch.Benchmarks;

/// <summary>Measures in a process of its own, which nothing measured before disturbs.</summary>
internal static class Apart
{
    /// <summary>The command the other process is started with.</summary>
    public const string Command = "apart";

    private static readonly Dictionary<string, Func<string[], Task<Rounds>>> Measurements = new(StringComparer.Ordinal)
    {
        [CheckpointResumeGoal.Measurement] = CheckpointResumeGoal.ResumeAsync,
        [EngineCpuGoal.Measurement] = EngineCpuGoal.MeasureAsync,
        [StreamGrowth.Measurement] = StreamGrowth.MeasureAsync,
        [EngineRetainedGoal.Measurement] = EngineRetainedGoal.MeasureAsync,
    };

    /// <summary>Starts the other process and returns what it measured.</summary>
    /// <param name="measurement">What to measure.</param>
    /// <param name="cores">How many processors the runtime there sees; 0 = all.</param>
    /// <param name="arguments">What the measurement wants to know.</param>
    public static async Task<Rounds> MeasureAsync(string measurement, int cores, params object[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(Apart).Assembly.Location); // not started by its own name
        }

        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(measurement);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        if (cores > 0)
        {
            start.Environment["DOTNET_PROCESSOR_COUNT"] = cores.ToString(CultureInfo.InvariantCulture);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? new Rounds(JsonSerializer.Deserialize<Dictionary<string, List<double>>>(output)!)
            : throw new InvalidOperationException($"The measurement '{measurement}' ended with {process.ExitCode}.");
    }

    /// <summary>Measures in this process and prints it for the one that asked.</summary>
    public static async Task<int> RunAsync(string measurement, string[] arguments)
    {
        var rounds = await Measurements[measurement](arguments);
        Console.WriteLine(JsonSerializer.Serialize(rounds.ByName));
        return 0;
    }
}
