using System.Globalization;
using System.Runtime.InteropServices;

namespace PersonaBatch.Benchmarks;

/// <summary>The command <c>goals [--quick] [--only name]</c>: measures each goal and prints one line for it. It reports; it fails nothing.</summary>
internal static class GoalCommand
{
    private static readonly IGoal[] All = [new EngineMemoryGoal(), new EngineAllocationGoal()];

    public static async Task<int> RunAsync(string[] args)
    {
        var quick = args.Contains("--quick", StringComparer.Ordinal);
        var only = args.SkipWhile(static argument => argument != "--only").ElementAtOrDefault(1);
        var unknown = args.Where(argument => argument is not ("--quick" or "--only") && argument != only).ToList();
        var goals = All.Where(goal => only is null || goal.Name.StartsWith(only, StringComparison.Ordinal)).ToList();
        if (unknown.Count > 0 || goals.Count == 0)
        {
            await Console.Error.WriteLineAsync($"Usage: goals [--quick] [--only name], with a name of: {string.Join(", ", All.Select(static goal => goal.Name))}");
            return 2;
        }

        Console.WriteLine($"# {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
        foreach (var goal in goals)
        {
            Print(goal, await goal.MeasureAsync(quick));
        }

        return 0;
    }

    private static void Print(IGoal goal, GoalFigure figure)
    {
        var verdict = figure.Value <= goal.Most ? "PASS" : "FALL SHORT";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GOAL {goal.Name} {figure.Value:0.##} {goal.Unit} target <={goal.Most:0.##} {verdict}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#   from {figure.Low:0.##} to {figure.High:0.##} {goal.Unit}"));
        foreach (var (name, value) in figure.Peers)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#   {name}: {value:0.##} {goal.Unit}"));
        }
    }
}
