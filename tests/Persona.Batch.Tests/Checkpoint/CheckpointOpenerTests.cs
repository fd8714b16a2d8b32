using System.Text;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class CheckpointOpenerTests
{
    private readonly CheckpointSandbox _sandbox = new();

    /// <summary>One flipped bit makes a 3 or a 6 of the 2.</summary>
    [Theory]
    [InlineData("3")]
    [InlineData("6")]
    public void Open_AFormatNumberThatIsDamaged_IsRepairedWithConsent(string number)
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        var identity = Encoding.UTF8.GetString(_sandbox.Memory.Content[_sandbox.PathOf("batch.json")]);
        _sandbox.Memory.Put(_sandbox.PathOf("batch.json"), Encoding.UTF8.GetBytes(identity.Replace("\"min\":2", $"\"min\":{number}", StringComparison.Ordinal)));

        Opening(() => _sandbox.Open()).Problem.Should().Be(CheckpointProblem.NewerFormat);
        _sandbox.Rules = _sandbox.Rules with { OnDamage = DamagePolicy.RepairIdentity };
        using var checkpoint = _sandbox.Open();
        checkpoint.Known.Count.Should().Be(1);
    }

    [Fact]
    public void Open_ANewBatch_LaysOutItsDirectory()
    {
        using var checkpoint = _sandbox.Open("my/batch");

        checkpoint.BatchId.Should().Be("my/batch");
        checkpoint.Resumed.Should().BeFalse();
        checkpoint.Path.Should().Be(Path.Combine(CheckpointSandbox.Root, "my%2Fbatch"));
        _sandbox.Memory.Content.Keys.Select(path => Path.GetRelativePath(checkpoint.Path, path))
            .Should().BeEquivalentTo("batch.json", "lock", "owner.json", "results-000001.jsonl");
        Logged().Should().Equal(400);
    }

    [Fact]
    public void Open_ANewBatch_BeginsWithAHeadLine()
    {
        _sandbox.Open().Dispose();

        _sandbox.JournalLines().Should().ContainSingle()
            .Which.Should().Contain("\"t\":\"head\",\"v\":2,\"min\":2,\"batch\":\"batch\",\"run\":\"").And.Contain("\"first\":1,\"last\":0,\"lost\":0,\"bytes\":0,\"d\":0,\"at\":\"2026-11-24T12:00:00.000Z\"");
    }

    [Fact]
    public void Open_ARecordedBatch_KnowsItsItems()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a"), CheckpointSandbox.Fail("b")]);

        using var checkpoint = _sandbox.Open();

        checkpoint.Resumed.Should().BeTrue();
        checkpoint.Known.Count.Should().Be(2);
        checkpoint.Journal.LastSequence.Should().Be(2);
        _sandbox.JournalLines()[^1].Should().Contain("\"first\":3,\"last\":2");
        Logged().Should().Equal(400, 401);
    }

    [Fact]
    public void Open_ABatchThatIsOpen_NamesItsOwnerAndWhatToDo()
    {
        using var live = _sandbox.Open();

        var problem = Opening(() => _sandbox.Open());

        problem.Problem.Should().Be(CheckpointProblem.Locked);
        problem.Message.Should().Contain($"process {Environment.ProcessId} on host '{Environment.MachineName}', started 20").And.Contain("wait until that one ends").And.Contain("BatchId");
    }

    [Fact]
    public void Open_ABatchThatWasClosed_TakesTheLockAgain()
    {
        _sandbox.Open().Dispose();

        _sandbox.Open().Dispose();
    }

    [Fact]
    public void Open_ANewerFormat_TouchesNothing()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        _sandbox.Memory.Put(_sandbox.PathOf("batch.json"), Encoding.UTF8.GetBytes("{\"v\":999,\"min\":999,\"kind\":[{}]}"));

        ProblemWithoutTouch().Problem.Should().Be(CheckpointProblem.NewerFormat);
    }

    [Fact]
    public void Open_AJournalContinuedByANewerFormat_TouchesNothing()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        byte[] newer = [.. _sandbox.Journal(), .. JournalLineTests.Sealed(",\"t\":\"head\",\"v\":3,\"min\":3"), (byte)'\n'];
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), newer);

        ProblemWithoutTouch().Problem.Should().Be(CheckpointProblem.NewerFormat);
    }

    [Fact]
    public void Open_ALostIdentityBesideResults_IsDamagedAndTouchesNothing()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        _sandbox.Memory.Remove(_sandbox.PathOf("batch.json"));

        ProblemWithoutTouch().Problem.Should().Be(CheckpointProblem.Damaged);
    }

    [Fact]
    public void Open_ADamagedIdentityBesideResults_IsDamagedAndTouchesNothing()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        _sandbox.Memory.Put(_sandbox.PathOf("batch.json"), [1, 2, 3]);

        ProblemWithoutTouch().Problem.Should().Be(CheckpointProblem.Damaged);
    }

    [Fact]
    public void Open_ALostIdentityWithoutResults_StartsOver()
    {
        _sandbox.Open().Dispose();
        _sandbox.Memory.Remove(_sandbox.PathOf("batch.json"));
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), [1, 2, 3]);

        using var checkpoint = _sandbox.Open();

        checkpoint.Resumed.Should().BeFalse();
        checkpoint.Recovery.TornBytes.Should().Be(3);
        _sandbox.Memory.FileExists(_sandbox.PathOf("batch.json")).Should().BeTrue();
    }

    [Fact]
    public void Open_OtherParts_NamesEachAndTouchesNothing()
    {
        _sandbox.Open(parts: [("model", "one"), ("gone", "x"), ("same", "s")]).Dispose();
        var before = _sandbox.Memory.Content;

        var problem = Opening(() => _sandbox.Open(parts: [("model", "two"), ("new", "y"), ("same", "s")]));

        problem.Problem.Should().Be(CheckpointProblem.Mismatch);
        problem.DifferingParts.Should().BeEquivalentTo(new Dictionary<string, (string?, string?)>(StringComparer.Ordinal)
        {
            ["model"] = ("one", "two"),
            ["gone"] = ("x", null),
            ["new"] = (null, "y"),
        });
        problem.Message.Should().Contain("gone: recorded 'x', wanted nothing; model: recorded 'one', wanted 'two'; new: recorded nothing, wanted 'y'")
            .And.Contain("ResumeMode.Always").And.Contain("ResumeMode.StartNew");
        _sandbox.Memory.Content.Should().BeEquivalentTo(before);
    }

    [Fact]
    public void Open_OtherPartsAlways_KeepsWhatIsDone()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);

        using var checkpoint = _sandbox.Open(mode: ResumeMode.Always, parts: ("model", "two"));

        checkpoint.Known.Count.Should().Be(1);
        Logged().Should().Contain(404);
    }

    [Fact]
    public void Open_AnotherBuildOfANamedBatch_IsTheSameBatch()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);

        using var checkpoint = _sandbox.Open(build: "build 2", name: "other processor");

        checkpoint.Known.Count.Should().Be(1);
    }

    [Fact]
    public void Open_StartNew_SetsAsideEachTimeAndDeletesNothing()
    {
        _sandbox.Record([CheckpointSandbox.Ok("first")]);
        var first = _sandbox.Journal();
        using (var second = _sandbox.Open(mode: ResumeMode.StartNew, parts: ("model", "two")))
        {
            second.Resumed.Should().BeFalse();
            second.Known.Count.Should().Be(0);
        }

        _sandbox.Open(mode: ResumeMode.StartNew).Dispose();

        _sandbox.Memory.Content[_sandbox.PathOf(BatchDirectory.JournalName, "batch~1")].Should().Equal(first);
        _sandbox.Memory.Directories(CheckpointSandbox.Root).Should().BeEquivalentTo("batch", "batch~1", "batch~2");
        Logged().Should().Contain(403);
    }

    [Fact]
    public void Open_StartNewWhileLive_IsRefused()
    {
        using var live = _sandbox.Open();

        Opening(() => _sandbox.Open(mode: ResumeMode.StartNew)).Problem.Should().Be(CheckpointProblem.Locked);
        _sandbox.Memory.Directories(CheckpointSandbox.Root).Should().Equal("batch");
    }

    [Fact]
    public void Open_ADirectoryOfAnotherBatch_IsRefused()
    {
        _sandbox.Open("other").Dispose();
        _sandbox.Memory.RenameDirectory(Path.Combine(CheckpointSandbox.Root, "other"), Path.Combine(CheckpointSandbox.Root, "batch"));

        Opening(() => _sandbox.Open()).DifferingParts.Should().ContainKey("batch id");
    }

    [Fact]
    public void Open_WhereNothingCanBeWritten_SaysWhereAndWhatToDo()
    {
        _sandbox.Memory.IsReadOnly = true;

        var problem = Opening(() => _sandbox.Open());

        problem.Problem.Should().Be(CheckpointProblem.StorageBlocked);
        problem.Message.Should().Contain(CheckpointSandbox.Root).And.Contain("No call was made").And.Contain("Directory");
        problem.InnerException.Should().BeOfType<UnauthorizedAccessException>();
    }

    [Fact]
    public void Open_WithAnyFailingSync_IsBlockedAndWorksLater()
    {
        for (var sync = 1; ; sync++)
        {
            var sandbox = new CheckpointSandbox(new MemoryCheckpointFiles { FailSyncAt = sync });
            try
            {
                sandbox.Open().Dispose();
                sync.Should().BeGreaterThan(1);
                return;
            }
            catch (CheckpointException problem)
            {
                problem.Problem.Should().Be(CheckpointProblem.StorageBlocked);
            }

            sandbox.Open().Dispose();
        }
    }

    private static CheckpointException Opening(Func<OpenCheckpoint> open) => open.Should().Throw<CheckpointException>().Which;

    private CheckpointException ProblemWithoutTouch()
    {
        var before = _sandbox.Memory.Content;
        var problem = Opening(() => _sandbox.Open());
        _sandbox.Memory.Content.Should().BeEquivalentTo(before);
        _sandbox.Memory.TryLock(_sandbox.PathOf("lock")).Should().NotBeNull("the lock is free again");
        return problem;
    }

    private IEnumerable<int> Logged() => _sandbox.Logger.Collector.GetSnapshot().Select(entry => entry.Id.Id);
}
