using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;
using Xunit.Abstractions;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>
/// The whole engine on a disk that fails: at every sync, at many bytes, when it is full. It tells no lie while it runs, and whatever happens then,
/// a kill or a power cut, what it handed out is there. <c>PERSONA_BATCH_LONG</c> tries many more of the states that are left.
/// </summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class DiskFaultTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PERSONA_BATCH_LONG") is { Length: > 0 };

    private readonly VirtualTimeProvider _time = new(horizon: TimeSpan.FromDays(3650)) { StepLimit = TimeSpan.FromSeconds(30) };

    private int _states;

    [Theory]
    [InlineData(PagesAfterFailedSync.Kept, false)]
    [InlineData(PagesAfterFailedSync.Kept, true)]
    [InlineData(PagesAfterFailedSync.Forgotten, false)]
    [InlineData(PagesAfterFailedSync.Forgotten, true)]
    [InlineData(PagesAfterFailedSync.Dropped, false)]
    [InlineData(PagesAfterFailedSync.Dropped, true)]
    public async Task Run_WithASyncThatFailsAtAnyCall_KeepsEveryGuarantee(PagesAfterFailedSync pages, bool isForEver)
    {
        var violations = await TryAsync((faults, number) =>
        {
            faults.FailSyncAt = number;
            faults.FailsSyncsForEver = isForEver;
            faults.Pages = pages;
        });

        violations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_WithAWriteThatFailsAtAByte_KeepsEveryGuarantee(bool isForEver)
    {
        var violations = await TryAsync((faults, number) =>
        {
            faults.FailWriteAtByte = (number - 1) * (IsLong ? 197 : 397);
            faults.FailsWritesForEver = isForEver;
        });

        violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_OnADiskThatFills_KeepsEveryGuarantee()
    {
        var violations = await TryAsync((faults, number) => faults.Capacity = (number - 1) * (IsLong ? 197 : 397));

        violations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(PagesAfterFailedSync.Kept)]
    [InlineData(PagesAfterFailedSync.Forgotten)]
    [InlineData(PagesAfterFailedSync.Dropped)]
    public async Task Resume_WithASyncThatFailsAtAnyCall_KeepsEveryGuarantee(PagesAfterFailedSync pages)
    {
        var violations = await TryAsync(
            (faults, number) =>
            {
                faults.FailSyncAt = number;
                faults.Pages = pages;
            },
            isResumed: true);

        violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Resume_WithAWriteThatFailsAtAByte_KeepsEveryGuarantee()
    {
        var violations = await TryAsync((faults, number) => faults.FailWriteAtByte = (number - 1) * (IsLong ? 197 : 397), isResumed: true);

        violations.Should().BeEmpty();
    }

    /// <summary>Breaks the disk at the first, the second, … possible point, until a life ends before it.</summary>
    private Task<List<string>> TryAsync(Action<DiskFaults, int> breakDisk, bool isResumed = false) => _time.RunAsync(async () =>
    {
        List<string> violations = [];
        for (var seed = 1; seed <= (IsLong ? 4 : 1); seed++)
        {
            var work = new DiskWorkload(seed, items: 10);
            var trial = new DiskTrial(_time, work);
            var hasStruck = true;
            for (var number = 1; hasStruck; number++)
            {
                var begin = await BeginAsync(trial, work, isResumed);
                breakDisk(begin.Disk.Faults, number);
                await TryAsync(trial, work, begin, number);
                hasStruck = begin.Disk.Faults.HaveStruck;
            }

            _states += trial.States;
            violations.AddRange(trial.Violations);
        }

        output.WriteLine($"{_states} states");
        return violations;
    });

    /// <summary>An empty disk, or what a power cut left in the middle of a first life.</summary>
    private async Task<DiskCut> BeginAsync(DiskTrial trial, DiskWorkload work, bool isResumed)
    {
        var disk = new ModelDisk(work.Seed % 2 == 0 ? NameRule.WithDirectorySync : NameRule.WithFileSync);
        var life = new DiskLife(_time, work, disk);
        if (!isResumed)
        {
            return life.Cut("the beginning", disk) with { Life = -1 };
        }

        var cuts = await trial.CutsAsync(life, disk, [CutMode.RandomPages]);
        return cuts[cuts.Count * 2 / 3];
    }

    private async Task TryAsync(DiskTrial trial, DiskWorkload work, DiskCut begin, int number)
    {
        var life = new DiskLife(_time, work, begin.Disk, begin.Life + 1, begin.Told);
        var cuts = await trial.CutsAsync(life, begin.Disk, Enum.GetValues<CutMode>());
        trial.CheckHonest(life, $"fault {number}");
        foreach (var cut in cuts.Where((_, place) => place >= cuts.Count - 4 || (place + number) % (IsLong ? 9 : 40) == 0))
        {
            var at = cut with { At = $"fault {number}, {cut.At}", Called = cut.Called.Count == 0 ? begin.Called : cut.Called };
            await trial.TryAsync(at);
            if (IsLong && at.At.EndsWith(nameof(CutMode.Killed), StringComparison.Ordinal))
            {
                await trial.TryWithSecondCutAsync(at, [CutMode.SyncedOnly], isRecoveryOnly: false);
            }
        }
    }
}
