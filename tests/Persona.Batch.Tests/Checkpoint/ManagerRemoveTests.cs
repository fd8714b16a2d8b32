using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class ManagerRemoveTests
{
    private readonly CheckpointSandbox _sandbox = new();

    private CheckpointManager Sut => new(_sandbox.Directory, _sandbox.Files);

    [Fact]
    public async Task RemoveAsync_WhileItRuns_NamesTheOwnerAndTouchesNothing()
    {
        using var live = _sandbox.Open();
        live.Journal.Append([CheckpointSandbox.Ok("a")]);
        var before = _sandbox.Memory.Content;

        var thrown = await Sut.Awaiting(static sut => sut.RemoveAsync("batch")).Should().ThrowAsync<CheckpointException>();

        thrown.Which.Problem.Should().Be(CheckpointProblem.Locked);
        thrown.Which.Message.Should().Contain($"process {Environment.ProcessId}").And.Contain(Environment.MachineName);
        _sandbox.Memory.Content.Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task RemoveAsync_OnDisk_LeavesNothingOfItAndAllElse()
    {
        using var sandbox = new DiskSandbox();
        var checkpoint = sandbox.Checkpoint;
        checkpoint.Rules = checkpoint.Rules with { SegmentBytes = 4096 };
        checkpoint.Record([.. Enumerable.Range(0, 100).Select(static number => CheckpointSandbox.Ok($"{number}")).Chunk(5)]);
        await File.AppendAllTextAsync(checkpoint.PathOf(BatchDirectory.JournalName), "torn");
        await File.WriteAllTextAsync(checkpoint.PathOf(StartedCalls.FileName), "");
        checkpoint.Open().Dispose();
        checkpoint.Open("batch 2").Dispose();
        checkpoint.Open(mode: ResumeMode.StartNew).Dispose();
        var sut = new CheckpointManager(checkpoint.Directory);

        await sut.RemoveAsync("batch~1");

        Directory.GetFileSystemEntries(checkpoint.Directory).Select(Path.GetFileName).Should().BeEquivalentTo("batch", "batch%202");
        checkpoint.Open().Dispose();
    }

    [Fact]
    public async Task RemoveAsync_AFileThatIsNotOurs_Stays()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        _sandbox.Memory.Put(_sandbox.PathOf("notes.txt"), [1]);

        await Sut.RemoveAsync("batch");

        _sandbox.Memory.Content.Keys.Should().Equal(_sandbox.PathOf("notes.txt"));
        (await Sut.FindAsync("batch")).Should().BeNull();
    }

    [Fact]
    public async Task RemoveAsync_ThenRunAgain_BeginsAnew()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);

        await Sut.RemoveAsync("batch");

        using var checkpoint = _sandbox.Open();
        checkpoint.Known.Count.Should().Be(0);
        checkpoint.Resumed.Should().BeFalse();
    }

    [Fact]
    public async Task RemoveAsync_KilledAtAnyChange_CanBeFinished()
    {
        _sandbox.Rules = _sandbox.Rules with { SegmentBytes = 4096 };
        _sandbox.Record([.. Enumerable.Range(0, 100).Select(static number => CheckpointSandbox.Ok($"{number}")).Chunk(5)]);
        for (var changes = 0; ; changes++)
        {
            var files = _sandbox.Memory.AfterKill();
            files.ChangesLeft = changes;
            var survived = await SurvivesAsync(new CheckpointManager(_sandbox.Directory, files).RemoveAsync("batch"));
            var left = files.AfterKill();

            await new CheckpointManager(_sandbox.Directory, left).RemoveAsync("batch");

            left.Content.Keys.Should().BeSubsetOf([_sandbox.PathOf(BatchDirectory.LockName)], "it died at change {0}", changes);
            if (survived)
            {
                return;
            }
        }
    }

    private static async Task<bool> SurvivesAsync(Task removal)
    {
        try
        {
            await removal;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
