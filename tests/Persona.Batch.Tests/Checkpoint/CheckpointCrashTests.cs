using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>Dies at every single change to the disk, once or twice in a row, and looks what the next run finds.</summary>
public sealed class CheckpointCrashTests
{
    private static readonly JournalEntry[][] Groups =
    [
        [CheckpointSandbox.Ok("1")],
        [CheckpointSandbox.Ok("2"), CheckpointSandbox.Fail("3")],
        [CheckpointSandbox.Ok("4"), CheckpointSandbox.Ok("5"), CheckpointSandbox.Ok("6")],
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_AfterADeathAtAnyChange_FindsAllThatWasAcknowledged(bool isPowerCut)
    {
        for (var changes = 0; ; changes++)
        {
            var (files, acknowledged, survived) = Run(new MemoryCheckpointFiles { TracksPower = true }, changes);
            var sut = new CheckpointSandbox(isPowerCut ? files.AfterPowerCut() : files.AfterKill());

            using var checkpoint = sut.Open();

            acknowledged.Where(id => !checkpoint.Known.TryGet(id, out _)).Should().BeEmpty("it died at change {0}", changes);
            checkpoint.Recovery.LostAcknowledged.Should().Be(0, "it died at change {0}", changes);
            checkpoint.Journal.LastSequence.Should().BeGreaterThanOrEqualTo(acknowledged.Count);
            if (survived)
            {
                return;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_AfterDyingAgainDuringRecovery_FindsTheSame(bool isPowerCut)
    {
        var broken = Broken();
        using var expected = new CheckpointSandbox(broken.AfterKill()).Open();
        for (var changes = 0; ; changes++)
        {
            var files = broken.AfterKill();
            var (_, _, survived) = Run(files, changes, isOpenedOnly: true);
            var sut = new CheckpointSandbox(isPowerCut ? files.AfterPowerCut() : files.AfterKill());
            using var checkpoint = sut.Open();

            checkpoint.Known.Count.Should().Be(expected.Known.Count, "it died at change {0}", changes);
            checkpoint.Journal.LastSequence.Should().Be(expected.Journal.LastSequence);
            DamagedFiles(sut).Should().BeInRange(2, 3, "all is kept and nothing twice; a head line torn by this death is one more");
            if (survived)
            {
                return;
            }
        }
    }

    private static int DamagedFiles(CheckpointSandbox sandbox) =>
        sandbox.Memory.Content.Keys.Count(file => file.EndsWith(".bin", StringComparison.Ordinal));

    /// <summary>A journal with damage in the middle and a torn end.</summary>
    private static MemoryCheckpointFiles Broken()
    {
        var sandbox = new CheckpointSandbox(new MemoryCheckpointFiles { TracksPower = true });
        sandbox.Record(Groups);
        var journal = sandbox.Journal();
        journal[journal.AsSpan().IndexOf("\"id\":\"2\""u8) + 2] = (byte)'?';
        sandbox.Memory.Put(sandbox.PathOf(BatchDirectory.JournalName), [.. journal, .. "{\"c\":\"00"u8]);
        return sandbox.Memory;
    }

    private static (MemoryCheckpointFiles Files, List<string> Acknowledged, bool Survived) Run(MemoryCheckpointFiles files, int changes, bool isOpenedOnly = false)
    {
        var acknowledged = new List<string>();
        files.ChangesLeft = changes;
        try
        {
            using var checkpoint = new CheckpointSandbox(files).Open();
            foreach (var group in isOpenedOnly ? [] : Groups)
            {
                checkpoint.Journal.Append(group);
                acknowledged.AddRange(group.Select(entry => entry.Id));
            }

            return (files, acknowledged, true);
        }
        catch (Exception exception) when (exception is IOException or CheckpointException { Problem: CheckpointProblem.StorageBlocked })
        {
            return (files, acknowledged, false);
        }
    }
}
