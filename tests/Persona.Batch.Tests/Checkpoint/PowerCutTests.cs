using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;
using Xunit.Abstractions;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>
/// The whole engine on a disk that loses what was not synced: cut after every change in every mode, resumed, and held against the guarantees.
/// <c>PERSONA_BATCH_LONG</c> makes it thousands of states; a violation names its seed and its change.
/// </summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PERSONA_BATCH_LONG") is { Length: > 0 };

    private static readonly CutMode[] Kill = [CutMode.Killed];

    private static readonly CutMode[] PowerCuts = [.. Enum.GetValues<CutMode>().Except(Kill)];

    private readonly VirtualTimeProvider _time = new(horizon: TimeSpan.FromDays(3650)) { StepLimit = TimeSpan.FromSeconds(30) };

    private int _states;

    [Theory]
    [InlineData(NameRule.WithDirectorySync)]
    [InlineData(NameRule.WithFileSync)]
    public async Task Resume_AfterAPowerCutAtAnyChange_KeepsEveryGuarantee(NameRule rule)
    {
        var violations = await TryAsync(IsLong ? 20 : 2, rule, PowerCuts);

        violations.Should().BeEmpty();
        _states.Should().BeGreaterThan(IsLong ? 1000 : 100);
    }

    [Fact]
    public async Task Resume_AfterAKillAtAnyChange_KeepsEveryGuarantee()
    {
        var violations = await TryAsync(IsLong ? 60 : 4, NameRule.WithDirectorySync, Kill);

        violations.Should().BeEmpty();
        _states.Should().BeGreaterThan(IsLong ? 2000 : 100);
    }

    [Theory]
    [InlineData(NameRule.WithDirectorySync)]
    [InlineData(NameRule.WithFileSync)]
    public async Task Resume_AfterAnotherCutDuringRecovery_KeepsEveryGuarantee(NameRule rule)
    {
        var violations = await TryAsync(IsLong ? 4 : 1, rule, [CutMode.RandomPages, CutMode.Hole], second: [CutMode.RandomPages, CutMode.Hole]);

        violations.Should().BeEmpty();
        _states.Should().BeGreaterThan(IsLong ? 1000 : 100);
    }

    /// <summary>What a killed process had not synced is still read by the next one, which must not rely on it before it is on the disk.</summary>
    [Fact]
    public async Task Resume_AfterAKillAndThenAPowerCut_KeepsEveryGuarantee()
    {
        var violations = await TryAsync(IsLong ? 4 : 1, NameRule.WithDirectorySync, Kill, second: [CutMode.SyncedOnly, CutMode.RandomPages]);

        violations.Should().BeEmpty();
        _states.Should().BeGreaterThan(IsLong ? 2000 : 100);
    }

    /// <summary>That the trial can fail: on a disk that only says it synced, outcomes that were handed out are lost.</summary>
    [Fact]
    public async Task Resume_OnADiskThatLies_IsSeenToLoseOutcomes()
    {
        var violations = await TryAsync(1, NameRule.WithDirectorySync, [CutMode.SyncedOnly], lies: static faults => faults.SyncsLie = true);
        var withoutNames = await TryAsync(1, NameRule.WithDirectorySync, [CutMode.SyncedOnly], lies: static faults => faults.DirectorySyncsLie = true);

        violations.Should().Contain(static violation => violation.Contains("called again", StringComparison.Ordinal));
        withoutNames.Should().Contain(static violation => violation.Contains("called again", StringComparison.Ordinal));
    }

    private Task<List<string>> TryAsync(int seeds, NameRule rule, CutMode[] modes, CutMode[]? second = null, Action<DiskFaults>? lies = null) => _time.RunAsync(async () =>
    {
        List<string> violations = [];
        for (var seed = 1; seed <= seeds; seed++)
        {
            var work = new DiskWorkload(seed, items: IsLong ? 16 : 8);
            var trial = new DiskTrial(_time, work);
            var disk = new ModelDisk(rule, seed % 2 == 0 ? 512 : 4096);
            lies?.Invoke(disk.Faults);
            var cuts = await trial.CutsAsync(new DiskLife(_time, work, disk), disk, modes);
            foreach (var cut in cuts.Where((_, place) => second is null || IsLong || place % 6 == 0))
            {
                await (second is null ? trial.TryAsync(cut) : trial.TryWithSecondCutAsync(cut, second, isRecoveryOnly: modes != Kill));
            }

            _states += trial.States;
            violations.AddRange(trial.Violations);
        }

        output.WriteLine($"{_states} states");
        return violations;
    });
}
