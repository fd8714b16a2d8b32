using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>A disk that refuses for a while, or for good: what was paid for is held, and nothing new is bought meanwhile.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class StorageBlockedTests
{
    private readonly MemoryCheckpointFiles _files = new();
    private readonly VirtualBatch _batch;

    public StorageBlockedTests()
    {
        _batch = new VirtualBatch(script: null, _files);
        _batch.Options.BatchId = "batch";
        _batch.Options.Concurrency.MaxWorkers = 4;
        _batch.Options.Processing.Checkpoint.Enabled = true;
    }

    [Fact]
    public async Task ProcessAsync_DiskFullForAWhile_StartsNoCallMeanwhileAndLosesNothing()
    {
        await _batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(40));
            await _batch.WaitAsync(1.5);
            _files.BytesFree = 0;
            await _batch.WaitAsync(5);
            var calls = _batch.Provider.Calls.Count;
            await _batch.WaitAsync(30);
            _batch.Provider.Calls.Should().HaveCount(calls, "nothing new is bought while it cannot be saved");
            run.Progress.InFlight.Should().Be(0);
            _files.BytesFree = long.MaxValue;

            var result = await run.Completion;

            result.EnsureAllSucceeded();
            _batch.Provider.Calls.Should().HaveCount(40);
        });

        var again = await _batch.RunAsync(40);
        again.Counts.Replayed.Should().Be(40);
    }

    [Fact]
    public async Task ProcessAsync_DiskFullTooLong_ThrowsWithAllThatWasPaidFor()
    {
        _batch.Options.Processing.Checkpoint.StorageTimeout = TimeSpan.FromSeconds(30);
        await _batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(40));
            await _batch.WaitAsync(1.5);
            var before = run.Progress.Counts.Succeeded;
            _files.BytesFree = 0;
            var start = _batch.Time.GetTimestamp();

            var thrown = (await FluentActions.Awaiting(() => run.Completion).Should().ThrowAsync<CheckpointException>()).Which;

            thrown.Problem.Should().Be(CheckpointProblem.StorageBlocked);
            (before + thrown.Unsaved.Count).Should().Be(_batch.Provider.Calls.Count);
            _batch.Time.GetElapsedTime(start).Should().BeCloseTo(TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(1.5));
        });

        _files.BytesFree = long.MaxValue;
        (await _batch.RunAsync(40)).EnsureAllSucceeded();
    }

    [Fact]
    public async Task ProcessAsync_CancelledWhileTheDiskIsFull_EndsAtOnceWithAllThatWasPaidFor()
    {
        await _batch.PlayAsync(async processor =>
        {
            using var cancellation = new CancellationTokenSource();
            var run = processor.Start(VirtualBatch.Items(40), cancellationToken: cancellation.Token);
            await _batch.WaitAsync(1.5);
            _files.BytesFree = 0;
            await _batch.WaitAsync(10);
            var start = _batch.Time.GetTimestamp();
            await cancellation.CancelAsync();

            var thrown = (await FluentActions.Awaiting(() => run.Completion).Should().ThrowAsync<CheckpointException>()).Which;

            thrown.Unsaved.Should().NotBeEmpty();
            _batch.Time.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(1));
        });
    }

    [Fact]
    public async Task StopAsync_WhileTheDiskIsFull_WaitsForItNoLongerThanForCalls()
    {
        await _batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(40));
            await _batch.WaitAsync(1.5);
            _files.BytesFree = 0;
            await _batch.WaitAsync(10);
            var stopping = run.StopAsync();
            await _batch.WaitAsync(5);
            _files.BytesFree = long.MaxValue;
            await stopping;

            var result = await run.Completion;

            result.Termination.Should().Be(BatchTermination.Stopped);
            result.Counts.Succeeded.Should().Be(_batch.Provider.Calls.Count);
        });
    }

    [Fact]
    public async Task ProcessAsync_OneSyncFails_GoesOnWithAWarningOnly()
    {
        await _batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(40));
            await _batch.WaitAsync(1.5);
            _files.FailSyncAt = 1;

            (await run.Completion).EnsureAllSucceeded();
        });

        var again = await _batch.RunAsync(40);
        again.Counts.Replayed.Should().Be(40);
        again.Repaired.Should().BeNull();
    }

    [Fact]
    public async Task ProcessAsync_DirectoryDeletedMeanwhile_DoesNotEndCompleted()
    {
        await _batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(40));
            await _batch.WaitAsync(1.5);
            foreach (var path in _files.Content.Keys)
            {
                _files.Remove(path);
            }

            var thrown = (await FluentActions.Awaiting(() => run.Completion).Should().ThrowAsync<CheckpointException>()).Which;

            thrown.Message.Should().Contain("was deleted or moved");
            thrown.Unsaved.Should().NotBeEmpty();
        });
    }

    [Fact]
    public async Task ProcessAsync_ADamagedCheckpoint_TellsInTheResult()
    {
        await _batch.RunAsync(5);
        var (path, content) = _files.Content.Single(static file => file.Key.EndsWith(".jsonl", StringComparison.Ordinal));
        content[content.AsSpan().IndexOf("item-2"u8)] = (byte)'?';
        _files.Put(path, content);

        var result = await _batch.RunAsync(5);

        result.Repaired!.LostAcknowledged.Should().Be(1);
        result.Counts.Replayed.Should().Be(4);
        (await _batch.RunAsync(5)).Repaired.Should().BeNull("it is no news");
    }

    [Theory]
    [InlineData(CheckpointDurability.None, 0)]
    [InlineData(CheckpointDurability.ProcessCrash, 40)]
    public async Task ProcessAsync_OtherDurability_SavesWhatItPromises(CheckpointDurability durability, int replayed)
    {
        _batch.Options.Processing.Checkpoint.Durability = durability;
        await _batch.RunAsync(40);

        var again = await _batch.RunAsync(40);

        again.Counts.Replayed.Should().Be(replayed);
        (_files.Content.Count == 0).Should().Be(durability == CheckpointDurability.None);
    }
}
