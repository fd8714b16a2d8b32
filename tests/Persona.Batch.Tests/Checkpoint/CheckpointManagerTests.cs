using System.Text;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class CheckpointManagerTests
{
    private readonly CheckpointSandbox _sandbox = new();

    private CheckpointManager Sut => new(CheckpointSandbox.Root, _sandbox.Memory);

    [Fact]
    public async Task ListAsync_NoDirectory_IsEmpty()
    {
        (await ListAsync()).Should().BeEmpty();
        (await new CheckpointManager(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))).FindAsync("x")).Should().BeNull();
    }

    [Fact]
    public async Task ListAsync_AFinishedBatch_TellsCountsCostAndParts()
    {
        using (var checkpoint = _sandbox.Open("nightly", parts: ("model", "m1")))
        {
            checkpoint.Journal.Append([CheckpointSandbox.Ok("a"), CheckpointSandbox.Ok("b"), CheckpointSandbox.Fail("c")]);
            checkpoint.Journal.MarkDone(new BatchCounts(3, 2, 1, 0, 0, 0));
        }

        var record = (await ListAsync()).Should().ContainSingle().Subject;

        record.Should().BeEquivalentTo(new
        {
            BatchId = "nightly",
            Counts = new BatchCounts(3, 2, 1, 0, 0, 0),
            CostUsd = 0.0246m,
            Termination = BatchTermination.Completed,
            Created = _sandbox.Time.GetUtcNow(),
        });
        record.Fingerprint.Should().Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = "m1" });
    }

    [Fact]
    public async Task ListAsync_AnUnfinishedBatch_HasNoTermination()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a"), CheckpointSandbox.Ended("b", ItemStatus.Aborted), CheckpointSandbox.Ended("c", ItemStatus.Skipped)]);

        var record = await Sut.FindAsync("batch");

        record!.Termination.Should().BeNull();
        record.Counts.Should().Be(new BatchCounts(2, 1, 0, 0, 1, 0));
    }

    [Fact]
    public async Task ListAsync_AFinishedBatchThatGoesOn_HasNoTermination()
    {
        using var checkpoint = _sandbox.Open();
        checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
        checkpoint.Journal.MarkDone(new BatchCounts(1, 1, 0, 0, 0, 0));
        checkpoint.Journal.Append([CheckpointSandbox.Ok("b")]);

        (await Sut.FindAsync("batch"))!.Termination.Should().BeNull();
    }

    [Fact]
    public async Task ListAsync_ItemsThatRanAgain_CountOnceAtTheirLastCost()
    {
        var failed = CheckpointSandbox.Fail("a") with { CostUsd = 1m };
        _sandbox.Record([failed], [CheckpointSandbox.Ok("a") with { CostUsd = 3m }], [CheckpointSandbox.Fail("a") with { CostUsd = 4m }], [CheckpointSandbox.Fail("b")]);

        var record = await Sut.FindAsync("batch");

        record!.Counts.Should().Be(new BatchCounts(2, 1, 1, 0, 0, 0), "a later failure never hides an answer");
        record.CostUsd.Should().Be(4m, "each line holds what its item had cost by then");
    }

    [Fact]
    public async Task ListAsync_AnAnswerWhoseCostIsUnknown_CountsWhatItsItemHadCostBefore()
    {
        var free = CheckpointSandbox.Ok("a") with { CostUsd = null };
        _sandbox.Record([CheckpointSandbox.Fail("a") with { CostUsd = 1m }, CheckpointSandbox.Ok("b") with { CostUsd = 5m }], [CheckpointSandbox.Fail("a") with { CostUsd = 2m }], [free]);

        (await Sut.FindAsync("batch"))!.CostUsd.Should().Be(7m);
    }

    [Fact]
    public async Task ListAsync_AfterAKilledCompaction_CountsNoCostTwice()
    {
        var failed = CheckpointSandbox.Fail("a") with { CostUsd = 4m };
        _sandbox.Record([CheckpointSandbox.Ok("a") with { CostUsd = 3m }, CheckpointSandbox.Ok("b") with { CostUsd = 2m }], [failed with { CostUsd = 3.5m }], [failed]);
        var old = _sandbox.Journal();
        await Sut.CompactAsync("batch");

        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), old);

        (await Sut.FindAsync("batch"))!.CostUsd.Should().Be(6m);
    }

    [Fact]
    public async Task ListAsync_NoCostRecorded_IsUnknown()
    {
        _sandbox.Record([CheckpointSandbox.Fail("a")]);

        (await Sut.FindAsync("batch"))!.CostUsd.Should().BeNull();
    }

    [Fact]
    public async Task ListAsync_BesideALiveRun_ReadsWhatIsThereAndChangesNothing()
    {
        using var live = _sandbox.Open();
        live.Journal.Append([CheckpointSandbox.Ok("a")]);
        var before = _sandbox.Memory.Content;
        _sandbox.Memory.IsReadOnly = true;

        (await Sut.FindAsync("batch"))!.Counts.Succeeded.Should().Be(1);

        _sandbox.Memory.Content.Should().BeEquivalentTo(before);
        _sandbox.Memory.IsReadOnly = false;
        live.Journal.Append([CheckpointSandbox.Ok("b")]);
        (await Sut.FindAsync("batch"))!.Counts.Succeeded.Should().Be(2);
    }

    [Fact]
    public async Task ListAsync_OnDiskBesideALiveRun_TakesNoLockAndNeedsNoWriteAccess()
    {
        var temporary = Directory.CreateTempSubdirectory("persona-batch-");
        try
        {
            var sandbox = new CheckpointSandbox(DiskCheckpointFiles.Instance) { Directory = temporary.FullName };
            using var live = sandbox.Open();
            live.Journal.Append([CheckpointSandbox.Ok("a")]);
            var sut = new CheckpointManager(temporary.FullName);
            using var reading = DiskCheckpointFiles.Instance.OpenRead(sandbox.PathOf(BatchDirectory.JournalName));
            live.Journal.Append([CheckpointSandbox.Ok("b")]);

            (await sut.FindAsync("batch"))!.Counts.Succeeded.Should().Be(2);

            reading!.Invoking(static file => file.Write("x"u8, 0)).Should().Throw<UnauthorizedAccessException>();
            File.Exists(sandbox.PathOf("nowhere")).Should().BeFalse();
            DiskCheckpointFiles.Instance.OpenRead(sandbox.PathOf("nowhere")).Should().BeNull();
            File.Exists(sandbox.PathOf("nowhere")).Should().BeFalse();
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ListAsync_ATornLine_IsPassedOver()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a"), CheckpointSandbox.Ok("b")]);
        var journal = _sandbox.Journal();
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), journal[..^20]);

        (await Sut.FindAsync("batch"))!.Counts.Succeeded.Should().Be(1);
    }

    [Fact]
    public async Task ListAsync_DamagedIdentity_ShowsTheDirectoryAndItsItems()
    {
        Record("a/b c");
        Record("sound");
        _sandbox.Memory.Put(_sandbox.PathOf(BatchIdentityFile.Name, "a%2Fb%20c"), "{\"c\":"u8.ToArray());

        var records = await ListAsync();

        records.Select(static record => record.BatchId).Should().Equal("a/b c", "sound");
        records[0].Should().BeEquivalentTo(new { Counts = new BatchCounts(1, 1, 0, 0, 0, 0), Created = DateTimeOffset.MinValue });
        records[0].Fingerprint.Should().BeEmpty();
        (await Sut.FindAsync("a/b c"))!.Counts.Succeeded.Should().Be(1);
    }

    [Fact]
    public async Task ListAsync_NoJournalYet_CountsNothing()
    {
        Record("a");
        _sandbox.Memory.Remove(_sandbox.PathOf(BatchDirectory.JournalName, "a"));

        (await ListAsync()).Should().ContainSingle().Which.Should().BeEquivalentTo(new { BatchId = "a", Counts = default(BatchCounts), Termination = (BatchTermination?)null });
    }

    [Fact]
    public async Task ListAsync_GarbageInAJournal_CountsNothing()
    {
        Record("a");
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName, "a"), Encoding.UTF8.GetBytes("no line\nno line either\n{}"));

        (await ListAsync()).Should().ContainSingle().Which.Counts.Should().Be(default(BatchCounts));
    }

    [Fact]
    public async Task ListAsync_WhatIsNoBatch_IsPassedOver()
    {
        Record("a");
        _sandbox.Memory.CreateDirectory(Path.Combine(CheckpointSandbox.Root, "notes"));

        (await ListAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task ListAsync_ABatchSetAside_DoesNotPassForTheLiveOne()
    {
        Record("batch");
        _sandbox.Open("batch", ResumeMode.StartNew).Dispose();

        var records = await ListAsync();

        records.Select(static record => (record.BatchId, record.Counts.Succeeded)).Should().Equal(("batch", 0), ("batch~1", 1));
        (await Sut.FindAsync("batch"))!.Counts.Succeeded.Should().Be(0);
        (await Sut.FindAsync("batch~1"))!.Counts.Succeeded.Should().Be(1);
    }

    [Fact]
    public async Task ListAsync_ABatchWithTheNameOfOneSetAside_EachHasItsOwn()
    {
        Record("batch");
        _sandbox.Open("batch", ResumeMode.StartNew).Dispose();
        using (var checkpoint = _sandbox.Open("batch~1"))
        {
            checkpoint.Journal.Append([CheckpointSandbox.Ok("mine"), CheckpointSandbox.Ok("mine too")]);
        }

        (await ListAsync()).Select(static record => (record.BatchId, record.Counts.Succeeded)).Should().BeEquivalentTo([("batch", 0), ("batch~1", 2), ("~batch~1", 1)]);
        (await Sut.FindAsync("batch~1"))!.Counts.Succeeded.Should().Be(2);
        await Sut.RemoveAsync("~batch~1");
        (await ListAsync()).Select(static record => record.BatchId).Should().Equal("batch", "batch~1");
    }

    [Fact]
    public async Task ListAsync_ABatchWithTheNameOfAnUnnamedOne_EachHasItsOwn()
    {
        _sandbox.Open(batchId: null, name: "cities").Dispose();
        Record("cities~run-000001");

        (await ListAsync()).Select(static record => (record.BatchId, record.Counts.Succeeded)).Should().BeEquivalentTo([("cities~run-000001", 1), ("~cities~run-000001", 0)]);
    }

    [Fact]
    public async Task ListAsync_UnnamedBatches_GoByTheirNumberedNames()
    {
        _sandbox.Open(batchId: null, name: "a/b").Dispose();
        _sandbox.Open(batchId: null, name: "a/b", mode: ResumeMode.StartNew).Dispose();

        (await ListAsync()).Select(static record => record.BatchId).Should().Equal("a/b~run-000001", "a/b~run-000002");
    }

    [Fact]
    public async Task ListAsync_ADirectoryThatMayNotBeRead_IsNoBatch()
    {
        Record("a");
        _sandbox.Memory.CreateDirectory(Path.Combine(CheckpointSandbox.Root, "lost+found"));
        var files = new WatchedFiles(_sandbox.Files)
        {
            Listed = static (path, names) => path.EndsWith("lost+found", StringComparison.Ordinal) ? throw new UnauthorizedAccessException(path) : names,
        };
        var sut = new CheckpointManager(CheckpointSandbox.Root, files);

        (await ToListAsync(sut)).Should().ContainSingle().Which.BatchId.Should().Be("a");
        (await sut.FindAsync("nowhere")).Should().BeNull();
        (await sut.FindAsync("lost+found")).Should().BeNull();
    }

    [Fact]
    public async Task FindAsync_ABatchAtHome_LooksAtNoOther()
    {
        Record("a/b");
        Record("other");
        List<string> listed = [];
        var files = new WatchedFiles(_sandbox.Files) { Listed = (path, names) => { listed.Add(path); return names; } };

        (await new CheckpointManager(CheckpointSandbox.Root, files).FindAsync("a/b"))!.BatchId.Should().Be("a/b");

        listed.Should().NotBeEmpty().And.OnlyContain(static path => path.EndsWith("a%2Fb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FindAsync_Cancelled_Throws() =>
        await Sut.Awaiting(static sut => sut.FindAsync("a", new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Constructor_NoDirectory_IsRefused(string directory) =>
        FluentActions.Invoking(() => new CheckpointManager(directory)).Should().Throw<ArgumentException>().WithParameterName(nameof(directory));

    [Fact]
    public void Directory_ByDefault_IsThatOfTheOptions() => new CheckpointManager().Directory.Should().Be(new CheckpointOptions().Directory);

    private void Record(string batchId)
    {
        using var checkpoint = _sandbox.Open(batchId);
        checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
    }

    private Task<List<BatchRecord>> ListAsync() => ToListAsync(Sut);

    private static async Task<List<BatchRecord>> ToListAsync(CheckpointManager sut)
    {
        List<BatchRecord> records = [];
        await foreach (var record in sut.ListAsync())
        {
            records.Add(record);
        }

        return records;
    }
}
