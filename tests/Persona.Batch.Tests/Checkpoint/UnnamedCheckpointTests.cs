using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class UnnamedCheckpointTests
{
    private readonly CheckpointSandbox _sandbox = new();

    [Fact]
    public void Open_TheFirstTime_IsRunOne()
    {
        using var checkpoint = _sandbox.Open(batchId: null, name: "a/b");

        checkpoint.BatchId.Should().Be("a/b~run-000001");
        checkpoint.Path.Should().EndWith("a%2Fb~run-000001");
    }

    [Fact]
    public void Open_AnUnfinishedOne_IsResumed()
    {
        Run(isFinished: false);

        using var checkpoint = _sandbox.Open(batchId: null);

        checkpoint.BatchId.Should().EndWith("~run-000001");
        checkpoint.Known.Count.Should().Be(1);
        Logged().Should().Equal(400, 401);
    }

    [Fact]
    public void Open_AFinishedOne_IsNotReused()
    {
        Run(isFinished: true);

        using var checkpoint = _sandbox.Open(batchId: null);

        checkpoint.BatchId.Should().EndWith("~run-000002");
        checkpoint.Known.Count.Should().Be(0);
        LoggedReason().Should().Contain("it is finished");
    }

    [Theory]
    [InlineData("build 2", "one", ResumeMode.IfCompatible, "built anew")]
    [InlineData("build 1", "two", ResumeMode.IfCompatible, "other model")]
    [InlineData("build 1", "one", ResumeMode.StartNew, "asked for")]
    public void Open_AnythingElse_BeginsANewOneAndSaysWhy(string build, string model, ResumeMode mode, string reason)
    {
        _sandbox.Open(batchId: null, parts: ("model", "one")).Dispose();

        using var checkpoint = _sandbox.Open(batchId: null, build: build, mode: mode, parts: ("model", model));

        checkpoint.BatchId.Should().EndWith("~run-000002");
        LoggedReason().Should().Contain(reason);
    }

    [Fact]
    public void Open_AnOtherBuildAlways_IsResumed()
    {
        Run(isFinished: false);

        using var checkpoint = _sandbox.Open(batchId: null, build: "build 2", mode: ResumeMode.Always);

        checkpoint.Known.Count.Should().Be(1);
    }

    [Fact]
    public void Open_WhileOneIsLive_SaysToGiveABatchId()
    {
        using var live = _sandbox.Open(batchId: null);

        var open = () => _sandbox.Open(batchId: null);

        open.Should().Throw<CheckpointException>().WithMessage("*without BatchId is live*Give each run its own BatchId*").Which.Problem.Should().Be(CheckpointProblem.Locked);
    }

    [Fact]
    public void Open_AnotherName_IsAnotherBatch()
    {
        Run(isFinished: false);

        using var checkpoint = _sandbox.Open(batchId: null, name: "proc");

        checkpoint.BatchId.Should().Be("proc~run-000001");
        checkpoint.Known.Count.Should().Be(0);
    }

    [Fact]
    public void Open_ACreationThatWasCutShort_IsFinishedInPlace()
    {
        _sandbox.Memory.CreateDirectory(Path.Combine(CheckpointSandbox.Root, "processor~run-000001"));

        using var checkpoint = _sandbox.Open(batchId: null);

        checkpoint.BatchId.Should().EndWith("~run-000001");
    }

    [Fact]
    public void Open_AfterTheTenthRun_TakesTheHighestNumber()
    {
        for (var run = 1; run <= 11; run++)
        {
            Run(isFinished: true);
        }

        using var checkpoint = _sandbox.Open(batchId: null);

        checkpoint.BatchId.Should().EndWith("~run-000012");
    }

    private void Run(bool isFinished)
    {
        using var checkpoint = _sandbox.Open(batchId: null);
        checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
        if (isFinished)
        {
            checkpoint.Journal.MarkDone(new BatchCounts(1, 1, 0, 0, 0, 0));
        }
    }

    private IEnumerable<int> Logged() => _sandbox.Logger.Collector.GetSnapshot().Select(entry => entry.Id.Id);

    private string LoggedReason() => _sandbox.Logger.Collector.GetSnapshot().Should().ContainSingle(entry => entry.Id.Id == 402).Which.Message;
}
