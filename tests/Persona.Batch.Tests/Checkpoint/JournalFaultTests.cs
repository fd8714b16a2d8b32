using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>A disk that fails: what failed once is never trusted again, and nothing acknowledged is lost.</summary>
public sealed class JournalFaultTests
{
    private readonly CheckpointSandbox _sandbox = new(new MemoryCheckpointFiles { TracksPower = true });

    [Fact]
    public void Append_WhenTheSyncFailsOnce_GoesOnInANewSegmentUnderTheSameNumbers()
    {
        using (var checkpoint = _sandbox.Open())
        {
            checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
            var length = _sandbox.Journal().Length;
            _sandbox.Memory.FailSyncAt = 1;

            checkpoint.Journal.Append([CheckpointSandbox.Ok("b")]).Should().Be(2);

            checkpoint.Journal.Append([CheckpointSandbox.Ok("c")]).Should().Be(3);
            checkpoint.Journal.Faults.Should().Be(1);
            _sandbox.Journal().Should().HaveCount(length, "what the disk refused is cut back");
            _sandbox.SegmentLines(2)[0].Should().Contain($"\"last\":1,\"lost\":0,\"prev\":1,\"suspect\":true,\"bytes\":{length},\"d\":1");
        }

        Logged().Should().Contain([411, 412]);
        Knows(_sandbox, "a", "b", "c");
    }

    [Fact]
    public void Append_WhenEverySyncFails_ThrowsAndMayBeTriedAgain()
    {
        using var checkpoint = _sandbox.Open();
        checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
        (_sandbox.Memory.FailSyncAt, _sandbox.Memory.FailSyncsForEver) = (1, true);
        var append = () => checkpoint.Journal.Append([CheckpointSandbox.Ok("b")]);

        append.Should().Throw<IOException>();
        append.Should().Throw<IOException>();
        checkpoint.Journal.LastSequence.Should().Be(1);
        (_sandbox.Memory.FailSyncAt, _sandbox.Memory.FailSyncsForEver) = (0, false);

        append().Should().Be(2);
        checkpoint.Dispose();
        Knows(_sandbox, "a", "b");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Append_WhenAnySyncFails_LosesNothingAcknowledgedByAnyCrash(bool isPowerCut)
    {
        for (var sync = 1; sync < 40; sync++)
        {
            foreach (var forEver in new[] { false, true })
            {
                var files = new MemoryCheckpointFiles { TracksPower = true };
                var acknowledged = RunWith(files, () => (files.FailSyncAt, files.FailSyncsForEver) = (sync, forEver));

                Knows(new CheckpointSandbox(isPowerCut ? files.AfterPowerCut() : files.AfterKill()), [.. acknowledged]);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Append_WhenTheDiskIsFullAtAnyByte_LosesNothingAcknowledgedByAnyCrash(bool isPowerCut)
    {
        for (var room = 0; room < 2000; room += 7)
        {
            var files = new MemoryCheckpointFiles { TracksPower = true };
            var acknowledged = RunWith(files, () => files.BytesFree = room);

            Knows(new CheckpointSandbox(isPowerCut ? files.AfterPowerCut() : files.AfterKill()), [.. acknowledged]);
        }
    }

    [Fact]
    public void Append_AfterAFaultThatCouldNotBeCutBack_IgnoresWhatWasNeverAcknowledged()
    {
        using (var checkpoint = _sandbox.Open())
        {
            checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
            _sandbox.Memory.FailSyncAt = 1;
            checkpoint.Journal.Append([CheckpointSandbox.Ok("b", "1")]);
        }

        var trusted = _sandbox.Journal();
        var lines = new JsonLineBuffer();
        JournalLine.WriteItem(lines, CheckpointSandbox.Ok("never"), 2, 1, default);
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), [.. trusted, .. lines.Written]);

        using var again = _sandbox.Open();

        again.Known.TryGet("never", out _).Should().BeFalse();
        again.Known.TryGet("b", out _).Should().BeTrue();
        again.Recovery.TornBytes.Should().Be(lines.Written.Length);
        _sandbox.Journal().Should().Equal(trusted);
        _sandbox.Memory.Content.Should().ContainSingle(file => file.Key.EndsWith(".bin", StringComparison.Ordinal)).Which.Value.Should().Equal(lines.Written.ToArray());
    }

    [Fact]
    public void Append_AfterSomebodyElseWrote_ThrowsAndTouchesNothing()
    {
        using var checkpoint = _sandbox.Open();
        using var other = _sandbox.Files.Open(_sandbox.PathOf(BatchDirectory.JournalName));
        other.Write("x"u8, other.Length);
        var before = _sandbox.Memory.Content;

        var append = () => checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);

        append.Should().Throw<IOException>().WithMessage("Somebody else changed*");
        append.Should().Throw<IOException>().WithMessage("Nothing more is written*");
        checkpoint.Journal.IsTaken.Should().BeTrue();
        _sandbox.Memory.Content.Should().BeEquivalentTo(before);
    }

    [Fact]
    public void Append_WhereSomebodyElseBeganTheNextSegment_LeavesThatAloneAndGrowsOn()
    {
        _sandbox.Rules = _sandbox.Rules with { SegmentBytes = 200 };
        using var checkpoint = _sandbox.Open();
        checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
        _sandbox.Memory.Put(_sandbox.PathOf(SegmentName.Of(2)), [1, 2, 3]);

        checkpoint.Journal.Append([CheckpointSandbox.Ok("b")]).Should().Be(2);

        _sandbox.Memory.Content[_sandbox.PathOf(SegmentName.Of(2))].Should().Equal(1, 2, 3);
        Logged().Should().Contain(413);
        checkpoint.Dispose();
        Knows(_sandbox, "a", "b");
    }

    [Fact]
    public void Append_AfterTheFileWasDeleted_SaysSo()
    {
        using var checkpoint = _sandbox.Open();
        _sandbox.Memory.Remove(_sandbox.PathOf(BatchDirectory.JournalName));

        var append = () => checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
        var done = () => checkpoint.Journal.MarkDone(default);

        append.Should().Throw<IOException>().WithMessage("*was deleted or moved while the batch was running*");
        done.Should().Throw<IOException>();
    }

    [Fact]
    public void Append_OnlyAgainstProcessCrashes_SyncsNothingAndSurvivesAKill()
    {
        _sandbox.Rules = _sandbox.Rules with { Syncs = false, SegmentBytes = 200 };
        using var checkpoint = _sandbox.Open();
        var syncs = _sandbox.Memory.Syncs;

        checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
        checkpoint.Journal.Append([CheckpointSandbox.Ok("b")]);

        _sandbox.Memory.Syncs.Should().Be(syncs);
        Knows(new CheckpointSandbox(_sandbox.Memory.AfterKill()), "a", "b");
    }

    private static List<string> RunWith(MemoryCheckpointFiles files, Action fail)
    {
        List<string> acknowledged = [];
        var sandbox = new CheckpointSandbox(files) { Rules = JournalRules.Of(new()) with { SegmentBytes = 700 } };
        using var checkpoint = sandbox.Open();
        fail();
        for (var i = 0; i < 12; i++)
        {
            try
            {
                checkpoint.Journal.Append([CheckpointSandbox.Ok($"{i}"), CheckpointSandbox.Fail($"and {i}")]);
                acknowledged.AddRange([$"{i}", $"and {i}"]);
            }
            catch (IOException)
            {
                // Not acknowledged, and tried again with the next ones.
            }
        }

        return acknowledged;
    }

    private static void Knows(CheckpointSandbox sandbox, params string[] ids)
    {
        using var checkpoint = sandbox.Open();
        ids.Where(id => !checkpoint.Known.TryGet(id, out _)).Should().BeEmpty();
        checkpoint.Recovery.LostAcknowledged.Should().Be(0);
    }

    private IEnumerable<int> Logged() => _sandbox.Logger.Collector.GetSnapshot().Select(static entry => entry.Id.Id);
}
