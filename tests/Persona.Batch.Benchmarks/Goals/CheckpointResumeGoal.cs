using System.Diagnostics;
using System.Globalization;

namespace PersonaBatch.Benchmarks;

/// <summary>How long opening a large batch takes, and how much memory: each round is a process of its own, whose peak is what the system says of all of it.</summary>
internal sealed class CheckpointResumeGoal(string size, int items, double seconds, double megabytes) : IGoal
{
    /// <summary>The command the other process is started with.</summary>
    public const string Command = "resume";

    private const int Group = 10_000;

    private static readonly byte[] Json = "\"yes\""u8.ToArray();

    public IReadOnlyList<GoalTarget> Targets { get; } =
    [
        GoalTarget.AtMost($"checkpoint-resume-{size}", seconds, "s"),
        GoalTarget.AtMost($"checkpoint-resume-{size}-memory", megabytes, "MB"),
        GoalTarget.AtMost($"checkpoint-resume-{size}-item", 9, "B/item"),
    ];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        using var scratch = new ScratchDirectory();
        var start = TimeProvider.System.GetTimestamp();
        Fill(scratch.Path);
        var filled = TimeProvider.System.GetElapsedTime(start).TotalSeconds;

        List<double> times = [];
        List<double> peaks = [];
        List<double> each = [];
        List<double> empty = [];
        for (var round = 0; round < (quick ? 5 : 9); round++)
        {
            var figures = await ResumeAsync(scratch.Path);
            times.Add(figures[0]);
            peaks.Add(figures[1]);
            each.Add(figures[2]);
            empty.Add(figures[3]);
        }

        return
        [
            GoalFigure.Of(times, ("writing it", [filled], "s"), ("its size", [scratch.Bytes("*") / 1e6], "MB")),
            GoalFigure.Of(peaks, ("the process before it opens anything", empty, "MB")),
            GoalFigure.Of(each),
        ];
    }

    /// <summary>Opens the batch in this process and says what that took; compiling the code is part of it.</summary>
    public static int Resume(string directory)
    {
        var empty = Environment.WorkingSet;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = TimeProvider.System.GetTimestamp();
        using var checkpoint = Records.Open(directory);
        var time = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time} {peak / 1e6} {held / (double)checkpoint.Known.Count} {empty / 1e6}"));
        return 0;
    }

    /// <returns>Seconds, the peak in megabytes, bytes for each item, and the megabytes of the process before.</returns>
    private static async Task<double[]> ResumeAsync(string directory)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(CheckpointResumeGoal).Assembly.Location, Command, directory])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        if (!Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.RemoveAt(0); // started by its own name
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. output.Split(' ').Select(static figure => double.Parse(figure, CultureInfo.InvariantCulture))];
    }

    private void Fill(string directory)
    {
        using var checkpoint = Records.Open(directory);
        var group = new JournalEntry[Group];
        for (var first = 0; first < items; first += Group)
        {
            for (var i = 0; i < Group; i++)
            {
                group[i] = Records.Of(first + i, Json);
            }

            checkpoint.Journal.Append(group);
        }
    }
}
