using System.Runtime.InteropServices;

namespace PersonaBatch.Benchmarks;

/// <summary>The command <c>goals [--quick] [--only prefix]</c>: measures each goal and prints a line for each figure. It reports; it fails nothing.</summary>
internal static class GoalCommand
{
    private static readonly IGoal[] All =
    [
        new EngineCpuGoal("engine-cpu-yield", "yield", most: 1),
        new EngineCpuGoal("engine-cpu-sync", "sync", most: 1),
        new EngineCpuGoal("engine-cpu-sync-one-core", "sync", most: 1.25, cores: 1),
        new EngineCpuGoal("engine-cpu-10ms-10k", "10ms-10k", most: 1.1),
        new EngineAllocationGoal(),
        new EngineMemoryGoal(),
        new EngineDuplicatesGoal(),
        new EngineRetainedGoal(),
        new EngineCpuGoal("engine-slow-source", "slow-source", most: 1),
        new EngineOrderedTailGoal(),
        new EngineCancelGoal("engine-cancel-1k", inFlight: 1_000, most: 50),
        new EngineCancelGoal("engine-cancel-10k", inFlight: 10_000, most: 500),
        new EngineResizeGoal(),
        new EngineContextLeakGoal(),
        new EngineCheckpointGoal(),
        new EngineFirstCallGoal(),
        new CheckpointRateGoal(group: 100, least: 2.5),
        new CheckpointRateGoal(group: 10, least: 1.5),
        new CheckpointAllocationGoal(),
        new CheckpointBytesGoal(),
        new CheckpointOverheadGoal(),
        new CheckpointAckGoal(),
        new CheckpointResumeGoal("1m", 1_000_000, seconds: 0.5, megabytes: 60),
        new CheckpointResumeGoal("10m", 10_000_000, seconds: 3, megabytes: 130),
    ];

    private static IEnumerable<string> Names => All.SelectMany(static goal => goal.Targets).Select(static target => target.Name);

    public static async Task<int> RunAsync(string[] args)
    {
        var quick = args.Contains("--quick", StringComparer.Ordinal);
        var only = args.SkipWhile(static argument => argument != "--only").ElementAtOrDefault(1);
        var unknown = args.Where(argument => argument is not ("--quick" or "--only") && argument != only).ToList();
        var goals = All.Where(goal => only is null || goal.Targets.Any(target => target.Name.StartsWith(only, StringComparison.Ordinal))).ToList();
        if (unknown.Count > 0 || goals.Count == 0)
        {
            await Console.Error.WriteLineAsync($"Usage: goals [--quick] [--only prefix], with a prefix of: {string.Join(", ", Names)}");
            return 2;
        }

        Console.WriteLine($"# {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
        foreach (var goal in goals)
        {
            foreach (var (target, figure) in goal.Targets.Zip(await goal.MeasureAsync(quick)))
            {
                Print(target, figure);
            }
        }

        return 0;
    }

    private static void Print(GoalTarget target, GoalFigure figure)
    {
        var verdict = target.IsMetBy(figure.Median) ? "PASS" : "FALL SHORT";
        WriteLine($"GOAL {target.Name} {figure.Median:0.###} {target.Unit} target {target} {verdict}");
        WriteLine($"#   p10 {figure.Low:0.###}, p90 {figure.High:0.###} {target.Unit}, {figure.Rounds} rounds");
        foreach (var (name, value, unit) in figure.Peers)
        {
            WriteLine($"#   {name}: {value:0.###} {unit}");
        }
    }

    private static void WriteLine(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
