using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>What items and results of all kinds of types are on disk, and whose batch it is.</summary>
public sealed class ContentTests
{
    private readonly MemoryCheckpointFiles _files = new();

    [Fact]
    public async Task ProcessAsync_TupleItems_AreKnownByTheirContent()
    {
        await RunAsync<(string City, int Year), string>(Describe, [("Paris", 1), ("Oslo", 2)]);

        var result = await RunAsync<(string City, int Year), string>(Describe, [("Oslo", 2), ("Rome", 3)]);

        result.Values.Should().Equal("Oslo 2", "Rome 3");
        result.Counts.Replayed.Should().Be(1);

        static string Describe((string City, int Year) item) => $"{item.City} {item.Year}";
    }

    [Fact]
    public async Task ProcessAsync_TupleResults_ComeBackWhole()
    {
        await RunAsync<string, (int A, string B)>(static item => (item.Length, item), ["abc"]);

        var result = await RunAsync<string, (int A, string B)>(static _ => default, ["abc"]);

        result.Values.Should().Equal((3, "abc"));
    }

    [Fact]
    public async Task ProcessAsync_ItemsWithoutAnyContent_AskForASelector() =>
        await this.Awaiting(static test => test.RunAsync<Opaque, string>(static _ => "answer", [new Opaque(1), new Opaque(2)]))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*Opaque*ItemId*");

    [Fact]
    public async Task ProcessAsync_ResultsThatCanNeverBeSaved_EndTheRunAtTheFirst()
    {
        var calls = 0;
        var sut = New<int, Type>("b", _ =>
        {
            calls++;
            return typeof(int);
        });

        var result = await sut.ProcessAsync(Enumerable.Range(0, 300));

        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain("cannot be saved as JSON");
        calls.Should().BeLessThan(21);
    }

    [Fact]
    public async Task ProcessAsync_AnotherCallOfTheSameTypesWithoutBatchId_StartsABatchOfItsOwn()
    {
        var options = new BatchOptions();
        var translate = new OptimisedBatchProcessor<string, string>(TranslateAsync, options, new() { Files = _files });
        var summarise = new OptimisedBatchProcessor<string, string>(SummariseAsync, options, new() { Files = _files });
        (await translate.ProcessAsync(["a", "b", "stop"])).Termination.Should().Be(BatchTermination.FailedFast);

        var result = await summarise.ProcessAsync(["a", "b"]);

        result.Values.Should().Equal("summarised", "summarised");

        static Task<string> TranslateAsync(string item, CancellationToken cancellationToken) =>
            item == "stop" ? throw new ProviderException(new(FailureClass.Unauthorized)) : Task.FromResult("translated");

        static Task<string> SummariseAsync(string item, CancellationToken cancellationToken) => Task.FromResult("summarised");
    }

    [Fact]
    public async Task DisposeAsync_AfterTheErrorWasSeen_DoesNotThrowItAgain()
    {
        var sut = New<int, int>("b", item =>
        {
            _files.FailSyncAt = 1;
            _files.FailSyncsForEver = true;
            return item;
        });
        var run = sut.Start([1, 2, 3]);
        await run.Awaiting(static failed => failed.Completion).Should().ThrowAsync<CheckpointException>();

        await run.Awaiting(static failed => failed.DisposeAsync().AsTask()).Should().NotThrowAsync();
    }

    [Fact]
    public async Task DisposeAsync_PaidResultsLostAndNobodyTold_Throws()
    {
        var sut = New<int, int>("b", item =>
        {
            _files.FailSyncAt = 1;
            _files.FailSyncsForEver = true;
            return item;
        });
        var run = sut.Start([1]);
        await run.WatchAsync().LastAsync();

        (await run.Awaiting(static lost => lost.DisposeAsync().AsTask()).Should().ThrowAsync<CheckpointException>()).Which.Unsaved.Should().ContainSingle();
    }

    private Task<BatchResult<TItem, TResult>> RunAsync<TItem, TResult>(Func<TItem, TResult> call, IEnumerable<TItem> items)
        where TItem : notnull =>
        New("content", call).ProcessAsync(items);

    private OptimisedBatchProcessor<TItem, TResult> New<TItem, TResult>(string? batchId, Func<TItem, TResult> call)
        where TItem : notnull =>
        new(new Answering<TItem, TResult>(call), new() { BatchId = batchId, Processing = { Checkpoint = { StorageTimeout = TimeSpan.Zero } } }, new() { Files = _files });

    private sealed class Answering<TItem, TResult>(Func<TItem, TResult> call) : IBatchProvider<TItem, TResult>
    {
        public ValueTask<TResult> CallAsync(TItem item, ProviderCall attempt, CancellationToken cancellationToken) => new(call(item));
    }

    private sealed class Opaque(int secret)
    {
        public override string ToString() => $"{secret}";
    }
}
