using System.Diagnostics;

namespace PersonaBatch.Benchmarks;

/// <summary>How long opening a large batch takes, and how much memory: each round is a process of its own, whose peak is what the system says of all of it.</summary>
internal sealed class CheckpointResumeGoal(string size, int items, double seconds, double megabytes) : IGoal
{
    public const string Measurement = "resume";

    private const int Group = 10_000;
    private const string Time = "time";
    private const string Peak = "peak";
    private const string Each = "each";
    private const string Empty = "empty";

    private static readonly byte[] Json = "\"yes\""u8.ToArray();

    public IReadOnlyList<GoalTarget> Targets { get; } =
    [
        GoalTarget.AtMost($"checkpoint-resume-{size}", seconds, "s"),
        GoalTarget.AtMost($"checkpoint-resume-{size}-memory", megabytes, "MB"),
        GoalTarget.AtMost($"checkpoint-resume-{size}-item", 9, "B/item"),
    ];

    /// <summary>Opens the batch in this process and says what that took; compiling the code is part of it. The argument is its directory.</summary>
    public static Task<Rounds> ResumeAsync(string[] arguments)
    {
        var empty = Environment.WorkingSet;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = TimeProvider.System.GetTimestamp();
        using var checkpoint = Records.Open(arguments[0]);
        var time = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        var rounds = new Rounds();
        rounds.Add(Time, time);
        rounds.Add(Peak, peak / 1e6);
        rounds.Add(Each, held / (double)checkpoint.Known.Count);
        rounds.Add(Empty, empty / 1e6);
        return Task.FromResult(rounds);
    }

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        using var scratch = new ScratchDirectory();
        var start = TimeProvider.System.GetTimestamp();
        Fill(scratch.Path);
        var filled = TimeProvider.System.GetElapsedTime(start).TotalSeconds;

        var rounds = new Rounds();
        for (var round = 0; round < (quick ? 5 : 9); round++)
        {
            rounds.Add(await Apart.MeasureAsync(Measurement, scratch.Path));
        }

        return
        [
            GoalFigure.Of(rounds[Time], ("writing it", [filled], "s"), ("its size", [scratch.Bytes("*") / 1e6], "MB")),
            GoalFigure.Of(rounds[Peak], ("the process before it opens anything", rounds[Empty], "MB")),
            GoalFigure.Of(rounds[Each]),
        ];
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
