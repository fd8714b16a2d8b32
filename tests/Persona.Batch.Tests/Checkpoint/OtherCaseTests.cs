using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>A file system that does not tell upper from lower case gives one directory to two ids: a run never takes another batch's.</summary>
public sealed class OtherCaseTests
{
    private readonly CheckpointSandbox _sandbox = new();

    [Theory]
    [InlineData(ResumeMode.IfCompatible)]
    [InlineData(ResumeMode.Always)]
    [InlineData(ResumeMode.StartNew)]
    public void Open_AnIdInAnotherCase_IsRefusedAndTouchesNothing(ResumeMode mode)
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        See("batch", "BATCH");
        var before = _sandbox.Memory.Content;

        var refused = _sandbox.Invoking(sandbox => sandbox.Open("BATCH", mode)).Should().Throw<CheckpointException>().Which;

        refused.Problem.Should().Be(CheckpointProblem.Mismatch);
        refused.Message.Should().Contain("holds batch 'batch', not 'BATCH'").And.Contain("case");
        refused.DifferingParts["batch id"].Should().Be(("batch", "BATCH"));
        _sandbox.Memory.Content.Should().BeEquivalentTo(before);
        _sandbox.Memory.Directories(CheckpointSandbox.Root).Should().Equal("BATCH");
    }

    [Fact]
    public void Open_ANameInAnotherCase_IsRefused()
    {
        _sandbox.Open(batchId: null, name: "cities").Dispose();
        See("cities~run-000001", "CITIES~run-000001");
        var files = new WatchedFiles(_sandbox.Files) { ListedDirectories = static (_, _) => ["cities~run-000001"] };

        var open = () => new CheckpointSandbox(files).Open(batchId: null, name: "CITIES");

        open.Should().Throw<CheckpointException>().WithMessage("*holds batch 'cities~run-000001'*").Which.Problem.Should().Be(CheckpointProblem.Mismatch);
    }

    [Fact]
    public async Task FindAsync_AnIdInAnotherCase_IsNotFound()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        See("batch", "BATCH");
        var files = new WatchedFiles(_sandbox.Files) { ListedDirectories = static (_, _) => ["batch"] };

        (await new CheckpointManager(_sandbox.Directory, files).FindAsync("BATCH")).Should().BeNull();
    }

    /// <summary>Gives a directory the name under which such a file system finds it, too.</summary>
    private void See(string directory, string name) =>
        _sandbox.Memory.RenameDirectory(Path.Combine(CheckpointSandbox.Root, directory), Path.Combine(CheckpointSandbox.Root, name));
}
