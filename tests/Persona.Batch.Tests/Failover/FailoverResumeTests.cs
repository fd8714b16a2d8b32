using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Failover;

/// <summary>A batch's checkpoint knows who answered, and is the same batch whoever did.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class FailoverResumeTests
{
    private readonly MemoryCheckpointFiles _files = new();

    [Fact]
    public async Task ProcessAsync_ResumedAfterAFailover_CallsOnlyTheRestAndKnowsWhoAnswered()
    {
        var first = Batch(static (item, _) => item is "item-0" or "item-1" ? ScriptedAnswer.Ok : FailureClass.QuotaExhausted, static (item, _) => item == "item-5" ? FailureClass.Unauthorized : ScriptedAnswer.Ok);
        first.Options.Concurrency.MaxWorkers = 1;
        await first.RunAsync(6);
        var again = Batch(FailoverBatch.Ok, FailoverBatch.Ok);

        var result = await again.RunAsync(6);

        result.EnsureAllSucceeded();
        result.Outcomes.Select(static outcome => (outcome.Provider, outcome.Replayed)).Should().Equal(
            ("first", true), ("first", true), ("second", true), ("second", true), ("second", true), ("first", false));
        again.First.Calls.Select(static call => call.Item).Should().Equal("item-5");
    }

    [Fact]
    public async Task ProcessAsync_CostOfBothRuns_IsThatOfTheModelsThatWereAsked()
    {
        var first = Batch(FailoverBatch.Always(new() { Failure = new BatchFailure(FailureClass.QuotaExhausted), Usage = new TokenUsage(1_000_000, 0) }), FailoverBatch.Always(FailureClass.Unauthorized));
        await first.RunAsync(1);
        var again = Batch(FailoverBatch.Always(FailureClass.QuotaExhausted), FailoverBatch.Always(ScriptedAnswer.Ok with { Usage = new TokenUsage(1_000_000, 0) }));

        var result = await again.RunAsync(1);

        result.Outcomes.Single().Should().Match<ItemOutcome<string, string>>(static outcome => outcome.CostUsd == 11m && outcome.Provider == "second");
    }

    [Fact]
    public async Task ProcessAsync_OtherOrder_IsRefusedByName()
    {
        await Batch(FailoverBatch.Ok, FailoverBatch.Ok).RunAsync(1);
        var other = Batch(FailoverBatch.Ok, FailoverBatch.Ok, FailoverBatch.Ok);

        var refusal = (await other.Invoking(static batch => batch.RunAsync(1)).Should().ThrowAsync<CheckpointException>()).Which;

        refusal.Message.Should().Contain("provider").And.Contain("first, second").And.Contain("first, second, third");
    }

    [Fact]
    public async Task ReadAsync_SeveralProviders_TheRecordSaysWhoAnswered()
    {
        await Batch(static (item, _) => item == "item-0" ? ScriptedAnswer.Ok : FailureClass.QuotaExhausted, FailoverBatch.Ok).RunAsync(2);

        List<RecordedOutcome> recorded = [];
        await foreach (var outcome in new CheckpointManager(Directory, _files).ReadAsync("drill"))
        {
            recorded.Add(outcome);
        }

        recorded.Select(static outcome => (outcome.Id, outcome.Provider)).Should().BeEquivalentTo([("item-0", "first"), ("item-1", "second")]);
    }

    [Fact]
    public async Task ProcessAsync_KeptAnswer_IsReadByTheProviderThatGaveIt()
    {
        var batch = Batch();
        batch.Options.Retry.MaxAttempts = 1;
        await RunAsync(batch, new Reading("first", FailureClass.QuotaExhausted), new Reading("second", FailureClass.InvalidResponse));

        var result = await RunAsync(batch, new Reading("first", FailureClass.Network), new Reading("second", FailureClass.Network));

        result.Outcomes.Single().Should().BeEquivalentTo(new { Value = "raw, read by second", Provider = "second" });

        static Task<BatchResult<string, string>> RunAsync(FailoverBatch batch, params Reading[] readers) => batch.Time.RunAsync(
            () => new OptimisedBatchProcessor<string, string>([.. readers.Select(static reader => new NamedProvider<string, string>(reader.Name, reader))], batch.Options, batch.Hooks).ProcessAsync(["item"]));
    }

    private static string Directory => new CheckpointOptions().Directory;

    private FailoverBatch Batch(params Func<string, TimeSpan, ScriptedAnswer>[] scripts)
    {
        var batch = new FailoverBatch(scripts) { Models = ["dear", "cheap", "free"] };
        batch.Hooks.Files = _files;
        batch.Options.BatchId = "drill";
        batch.Options.Processing.Checkpoint.Enabled = true;
        batch.Options.Prices["dear"] = new ModelPrice { InputPerMillion = 10 };
        batch.Options.Prices["cheap"] = new ModelPrice { InputPerMillion = 1 };
        return batch;
    }

    private sealed class Reading(string name, FailureClass failure) : IBatchProvider<string, string>, IAnswerReader<string, string>
    {
        public string Name => name;

        public ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken) =>
            throw new ProviderException(new BatchFailure(failure) { ResponseText = failure == FailureClass.InvalidResponse ? "raw" : null });

        public string ReadAnswer(string item, BatchFailure failure) => $"{failure.ResponseText}, read by {name}";
    }
}
