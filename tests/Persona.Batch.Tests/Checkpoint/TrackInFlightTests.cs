using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>What a process that dies during calls leaves for the next one, through the engine. Calls take a second each.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class TrackInFlightTests
{
    private MemoryCheckpointFiles _files = new();

    [Fact]
    public async Task ProcessAsync_AfterADeath_ListsTheCallsThatWereInFlightAndRunsThem()
    {
        await DieAsync(after: 1.5);
        using var logs = new FakeLoggerProvider();

        var batch = Batch();
        batch.Hooks.LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        var result = await batch.RunAsync(items: 10);

        result.PossiblyBilled.Should().Equal("item-3", "item-4", "item-5");
        result.EnsureAllSucceeded();
        batch.Provider.Calls.Should().HaveCount(7);
        logs.Collector.GetSnapshot().Should().ContainSingle(static entry => entry.Id.Id == 417).Which.Message.Should().Contain("item-3, item-4, item-5");
    }

    [Fact]
    public async Task ProcessAsync_ACleanEnd_LeavesNothing()
    {
        await Batch().RunAsync(items: 10);
        var stopped = Batch();
        await stopped.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(20));
            await stopped.WaitAsync(0.5);
            await run.StopAsync();
        });

        var result = await Batch().RunAsync(items: 20);

        result.PossiblyBilled.Should().BeEmpty();
        File().Should().BeEmpty();
    }

    [Fact]
    public async Task ProcessAsync_TwoDeathsDuringACall_FailsTheItemWithoutAThird()
    {
        await DieAsync(after: 0.5);
        await DieAsync(after: 0.5);
        var batch = Batch();

        var result = await batch.RunAsync(items: 10);

        result.Failed.Select(static outcome => outcome.Id).Should().Equal("item-0", "item-1", "item-2");
        result.Failed[0].Should().BeEquivalentTo(new { Attempts = 2, Failure = new { Class = FailureClass.Local, Code = "quarantined" } });
        result.Failed[0].Failure!.Message.Should().Contain("died 2 times").And.Contain("RunAgain");
        result.PossiblyBilled.Should().Equal("item-0", "item-1", "item-2");
        batch.Provider.Calls.Should().HaveCount(7);
    }

    [Theory]
    [InlineData(RetryFailed.Transient)]
    [InlineData(RetryFailed.All)]
    public async Task ProcessAsync_Quarantined_StaysSoOnResume(RetryFailed retryFailed)
    {
        await DieAsync(after: 0.5);
        await DieAsync(after: 0.5);
        await Batch().RunAsync(items: 10);
        var batch = Batch();

        var result = await batch.RunAsync(Items(10), new() { RetryFailed = retryFailed });

        batch.Provider.Calls.Should().BeEmpty();
        result.Failed.Should().HaveCount(3).And.OnlyContain(static outcome => outcome.Replayed);
        result.PossiblyBilled.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ProcessAsync_RunAgainSaysSo_RunsAQuarantinedItem(bool isRecorded)
    {
        await DieAsync(after: 0.5);
        await DieAsync(after: 0.5);
        if (isRecorded)
        {
            await Batch().RunAsync(items: 10);
        }

        var batch = Batch();
        var result = await batch.RunAsync(Items(10), new() { RunAgain = static outcome => outcome is { Id: "item-1", Failure.Code: "quarantined" } });

        batch.Provider.CallsOf("item-1").Should().ContainSingle();
        batch.Provider.CallsOf("item-0").Should().BeEmpty();
        result.Failed.Select(static outcome => outcome.Id).Should().Equal("item-0", "item-2");
    }

    [Fact]
    public async Task ProcessAsync_AnItemThatEndedBetweenTwoDeaths_IsNotBlamed()
    {
        await DieAsync(after: 0.5);
        await DieAsync(after: 1.5);
        await DieAsync(after: 1.5);

        var result = await Batch().RunAsync(items: 10);

        result.EnsureAllSucceeded();
        result.PossiblyBilled.Should().Equal("item-6", "item-7", "item-8");
    }

    /// <summary>Nobody died: the run ended in order, and handed over what it could not save.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ProcessAsync_OutcomesLostToAFullDiskTwice_BlamesNoItem(bool isStartedFileStuckToo)
    {
        for (var life = 0; life < 2; life++)
        {
            var full = Batch();
            full.Options.Processing.Checkpoint.StorageTimeout = TimeSpan.FromSeconds(1);
            await full.PlayAsync(async processor =>
            {
                var run = processor.Start(Items(6));
                await full.WaitAsync(0.5);
                _files.BytesFree = isStartedFileStuckToo ? 0 : long.MaxValue;
                _files.FailSyncAt = 1;
                _files.FailSyncsForEver = true;
                await run.Awaiting(static run => run.Completion).Should().ThrowAsync<CheckpointException>();
            });
            _files = _files.AfterKill();
        }

        var result = await Batch().RunAsync(items: 6);

        result.EnsureAllSucceeded();
        string[] told = isStartedFileStuckToo ? [] : ["item-0", "item-1", "item-2"];
        result.PossiblyBilled.Take(3).Should().Equal(told);
    }

    [Fact]
    public async Task ProcessAsync_StartsThatCannotBeNoted_AreToldOnceAndTheCallsGoOn()
    {
        using var logs = new FakeLoggerProvider();
        _files.Refuses = static file => file.StartsWith("started", StringComparison.Ordinal);
        var batch = Batch();
        batch.Hooks.LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(logs));

        (await batch.RunAsync(items: 10)).EnsureAllSucceeded();

        logs.Collector.GetSnapshot().Should().ContainSingle(static entry => entry.Id.Id == 418);
    }

    [Fact]
    public async Task ProcessAsync_ByDefault_NotesNothing()
    {
        var batch = Batch();
        batch.Options.Processing.Checkpoint.TrackInFlight = false;

        await batch.RunAsync(items: 3);

        _files.Content.Keys.Should().NotContain(static path => path.EndsWith(StartedCalls.FileName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ProcessAsync_ManyItems_KeepsTheFileSmall()
    {
        var longest = 0;
        var batch = Batch((_, _) =>
        {
            longest = Math.Max(longest, File().Length);
            return ScriptedAnswer.Ok with { Latency = TimeSpan.FromMilliseconds(1) };
        });

        await batch.RunAsync(Enumerable.Range(0, 300).Select(static number => $"{new string('x', 9000)}-{number}"));

        longest.Should().BeInRange(1 << 20, (1 << 20) + 20_000);
        File().Should().BeEmpty();
    }

    [Fact]
    public async Task ProcessAsync_TornAndForeignLines_ArePassedOver()
    {
        await DieAsync(after: 0.5);
        var path = _files.Content.Keys.Single(static file => file.EndsWith(StartedCalls.FileName, StringComparison.Ordinal));
        _files.Put(path, [.. "no line\n"u8, .. _files.Content[path][..^10]]);

        (await Batch().RunAsync(items: 10)).PossiblyBilled.Should().Equal("item-0", "item-1");
    }

    private static IEnumerable<string> Items(int count) => VirtualBatch.Items(count);

    private VirtualBatch Batch(Func<string, int, ScriptedAnswer>? script = null) => new(script, _files)
    {
        Options = { BatchId = "batch", Processing = { Checkpoint = { Enabled = true, TrackInFlight = true } }, Concurrency = { MaxWorkers = 3 } },
    };

    private byte[] File() => _files.Content.Single(static file => file.Key.EndsWith(StartedCalls.FileName, StringComparison.Ordinal)).Value;

    /// <summary>Runs ten items and keeps what a process killed at that second leaves.</summary>
    private async Task DieAsync(double after)
    {
        var batch = Batch();
        var left = _files;
        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(Items(10));
            await batch.WaitAsync(after);
            left = _files.AfterKill();
            await run.StopAsync();
        });
        _files = left;
    }
}
