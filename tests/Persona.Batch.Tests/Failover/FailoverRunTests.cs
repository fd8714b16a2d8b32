using Microsoft.Extensions.Logging.Testing;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Failover;

/// <summary>What several providers mean to a run, in virtual time.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class FailoverRunTests
{
    private static readonly BatchFailure TenMinutes = new(FailureClass.RateLimited, "slow down") { RetryAfter = TimeSpan.FromMinutes(10) };

    public static TheoryData<FailureClass> OfTheAccount => [FailureClass.QuotaExhausted, FailureClass.Unauthorized, FailureClass.Configuration];

    [Fact]
    public async Task ProcessAsync_FirstIsWell_NobodyElseIsCalled()
    {
        var batch = new FailoverBatch(FailoverBatch.Ok, FailoverBatch.Ok);

        var result = await batch.RunAsync(100);

        result.EnsureAllSucceeded();
        batch.Second.Calls.Should().BeEmpty();
        result.Outcomes.Should().OnlyContain(static outcome => outcome.Provider == "first");
        result.Duration.Should().Be(TimeSpan.FromSeconds(5), "20 at once, a second each");
    }

    [Theory]
    [MemberData(nameof(OfTheAccount))]
    public async Task ProcessAsync_FirstRefusesForGood_EveryItemGoesToTheSecond(FailureClass failure)
    {
        var batch = new FailoverBatch(FailoverBatch.Always(failure), FailoverBatch.Ok);

        var result = await batch.RunAsync(100);

        result.EnsureAllSucceeded();
        result.Outcomes.Should().OnlyContain(static outcome => outcome.Provider == "second" && outcome.Attempts == 1);
        batch.First.Calls.Should().HaveCount(20, "no more than were in flight");
        batch.Second.Calls.Where(static call => call.Previous is not null).Should().HaveCount(20).And.OnlyContain(call => call.Previous!.Class == failure);
    }

    [Fact]
    public async Task ProcessAsync_FirstAsksForTenMinutes_NobodyWaitsAndItComesBackThen()
    {
        var batch = new FailoverBatch(
            static (_, at) => at < TimeSpan.FromMinutes(1) ? new() { Failure = TenMinutes, Latency = TimeSpan.FromSeconds(0.1) } : ScriptedAnswer.Ok,
            FailoverBatch.Ok)
        { Options = { Providers = { ["second"] = new ProviderOptions { RequestsPerMinute = 60 } } } };

        var result = await batch.RunAsync(1_000);

        result.EnsureAllSucceeded();
        batch.First.Calls.Where(static call => call.At > TimeSpan.FromSeconds(1)).Min(static call => call.At).TotalSeconds.Should().BeInRange(600, 602);
        batch.Second.Calls.Count.Should().BeInRange(585, 600, "it sent 98.5 % of one a second all the while");
    }

    [Theory]
    [InlineData(20, "first")]
    [InlineData(40, "second")]
    public async Task ProcessAsync_FirstAsksForAWait_OnlyALongOneMovesItems(int seconds, string answeredBy)
    {
        var batch = new FailoverBatch(
            (_, at) => at == TimeSpan.Zero
                ? new() { Failure = new BatchFailure(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(seconds) } }
                : ScriptedAnswer.Ok,
            FailoverBatch.Ok);

        var result = await batch.RunAsync(60);

        result.EnsureAllSucceeded();
        result.Outcomes.Should().OnlyContain(outcome => outcome.Provider == answeredBy);
    }

    [Fact]
    public async Task ProcessAsync_PaceOfTheFirstIsSlow_TheRestGoesToTheSecond()
    {
        var batch = new FailoverBatch(FailoverBatch.Ok, FailoverBatch.Ok)
        { Options = { Providers = { ["first"] = new ProviderOptions { RequestsPerMinute = 1 }, ["second"] = new ProviderOptions { RequestsPerMinute = 60 } } } };

        var result = await batch.RunAsync(240);

        result.Duration.TotalSeconds.Should().BeInRange(235, 242);
        batch.First.Calls.Should().HaveCount(4, "one in each of the four minutes");
    }

    [Fact]
    public async Task ProcessAsync_TokensOfTheFirstAreSlow_TheRestGoesToTheSecond()
    {
        var batch = new FailoverBatch(FailoverBatch.Ok, FailoverBatch.Ok) { Options = { Providers = { ["first"] = new ProviderOptions { TokensPerMinute = 1_000 } } } };
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(500, 400);

        var result = await batch.RunAsync(100);

        result.EnsureAllSucceeded();
        batch.First.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task ProcessAsync_OneRequestAboveTheWholeLimitOfTheFirst_GoesToTheSecond()
    {
        var batch = new FailoverBatch(FailoverBatch.Ok, FailoverBatch.Ok) { Options = { Providers = { ["first"] = new ProviderOptions { TokensPerMinute = 100_000 } } } };
        batch.Hooks.EstimateTokens = static item => new TokenUsage(item == "item-3" ? 200_000 : 10, 10);

        var result = await batch.RunAsync(10);

        result.EnsureAllSucceeded();
        result.Outcomes.Where(static outcome => outcome.Provider == "second").Should().ContainSingle().Which.Id.Should().Be("item-3");
    }

    [Fact]
    public async Task ProcessAsync_OneRequestAboveEveryLimit_FailsAndBlocksNobody()
    {
        var batch = new FailoverBatch(FailoverBatch.Ok, FailoverBatch.Ok)
        { Options = { Providers = { ["first"] = new ProviderOptions { TokensPerMinute = 100_000 }, ["second"] = new ProviderOptions { TokensPerMinute = 100_000 } } } };
        batch.Hooks.EstimateTokens = static item => new TokenUsage(item == "item-3" ? 200_000 : 10, 10);

        var result = await batch.RunAsync(10);

        result.Failed.Should().ContainSingle().Which.Failure!.Class.Should().Be(FailureClass.TooLarge);
        result.Counts.Succeeded.Should().Be(9);
    }

    [Fact]
    public async Task ProcessAsync_DaysCallsOfTheFirstAreUsedUp_TheSecondGoesOn()
    {
        var batch = new FailoverBatch(FailoverBatch.Ok, FailoverBatch.Ok) { Options = { Providers = { ["first"] = new ProviderOptions { RequestsPerDay = 30 } } } };

        var result = await batch.RunAsync(100);

        result.EnsureAllSucceeded();
        (batch.First.Calls.Count, batch.Second.Calls.Count).Should().Be((30, 70));
    }

    [Theory]
    [MemberData(nameof(OfTheAccount))]
    public async Task ProcessAsync_AllRefuseForGood_EndsWithTheFirstOnesReason(FailureClass failure)
    {
        var batch = new FailoverBatch(
            FailoverBatch.Always(new() { Failure = new BatchFailure(failure, "no more here") }), FailoverBatch.Always(new() { Failure = new BatchFailure(FailureClass.Unauthorized, "who are you") }));

        var result = await batch.RunAsync(100);

        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain($"{failure}: no more here").And.Contain("'second': Unauthorized: who are you");
        result.Counts.Aborted.Should().Be(100);
        batch.Second.Calls.Count.Should().BeLessThanOrEqualTo(20);
    }

    [Fact]
    public async Task ProcessAsync_AllDaysCallsAreUsedUp_EndsWithTheFirstOnesReason()
    {
        var batch = new FailoverBatch(FailoverBatch.Ok, FailoverBatch.Ok)
        { Options = { Providers = { ["first"] = new ProviderOptions { RequestsPerDay = 30 }, ["second"] = new ProviderOptions { RequestsPerDay = 20 } } } };

        var result = await batch.RunAsync(100);

        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain("30 calls were sent in the last 24 hours").And.Contain("20 calls were sent");
        result.Counts.Should().Match<BatchCounts>(static counts => counts.Succeeded == 50 && counts.Aborted == 50);
    }

    [Fact]
    public async Task ProcessAsync_FirstIsUsedUpAndTheSecondBroken_WaitsForTheSecond()
    {
        var batch = new FailoverBatch(FailoverBatch.Always(FailureClass.QuotaExhausted), FailoverBatch.DeadBetween(0, 100, FailureClass.Network)) { Options = { Concurrency = { MaxWorkers = 5 }, Retry = { MaxAttempts = 5 } } };

        var result = await batch.RunAsync(20);

        result.EnsureAllSucceeded();
        result.Outcomes.Should().OnlyContain(static outcome => outcome.Provider == "second");
        batch.Second.Calls.Count(static call => call.At < TimeSpan.FromSeconds(100)).Should().BeLessThan(12, "nobody hammers what is broken");
    }

    [Fact]
    public async Task ProcessAsync_EachAsksForAWait_TheRunWaitsForTheEarliest()
    {
        static ScriptedAnswer Wait(TimeSpan at, int seconds) => at < TimeSpan.FromSeconds(5) ? new() { Failure = new BatchFailure(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(seconds) } } : ScriptedAnswer.Ok;
        var batch = new FailoverBatch(static (_, at) => Wait(at, 200), static (_, at) => Wait(at, 60));

        var result = await batch.RunAsync(100);

        result.EnsureAllSucceeded();
        result.Outcomes.Should().Contain(static outcome => outcome.Provider == "second");
        batch.Second.Calls.Where(static call => call.At > TimeSpan.FromSeconds(5)).Min(static call => call.At).TotalSeconds.Should().BeInRange(60, 75);
    }

    [Fact]
    public async Task ProcessAsync_ThreeProviders_ItemsGoDownTheOrder()
    {
        var batch = new FailoverBatch(FailoverBatch.Always(FailureClass.Unauthorized), FailoverBatch.Always(FailureClass.Network), FailoverBatch.Ok);

        var result = await batch.RunAsync(60);

        result.EnsureAllSucceeded();
        result.Outcomes.Should().OnlyContain(static outcome => outcome.Provider == "third");
        batch.AnsweredTwice.Should().Be(0);
    }

    [Fact]
    public async Task ProcessAsync_ItemItselfIsBad_FailsWithoutAskingTheSecond()
    {
        var batch = new FailoverBatch(static (item, _) => item == "item-1" ? FailureClass.InvalidRequest : ScriptedAnswer.Ok, FailoverBatch.Ok);

        var result = await batch.RunAsync(5);

        result.Failed.Should().ContainSingle().Which.Should().Match<ItemOutcome<string, string>>(static outcome => outcome.Id == "item-1" && outcome.Provider == "first");
        batch.Second.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task ProcessAsync_WorkersCapOfTheUser_HoldsForAllTogetherAndEachOnesOwnForIt()
    {
        var batch = new FailoverBatch(FailoverBatch.DeadBetween(0, 30, FailureClass.Network), FailoverBatch.Ok)
        { Options = { Concurrency = { MaxWorkers = 8 }, Providers = { ["second"] = new ProviderOptions { MaxConcurrent = 3 } }, Failover = { CoolDown = TimeSpan.FromSeconds(20) } } };

        var result = await batch.RunAsync(300);

        result.EnsureAllSucceeded();
        (batch.First.MostInFlight, batch.Second.MostInFlight).Should().Be((8, 3));
    }

    [Fact]
    public async Task ProcessAsync_AdaptiveControl_EachProviderHasItsOwn()
    {
        var batch = new FailoverBatch(FailoverBatch.DeadBetween(100, 1_000, FailureClass.Network), FailoverBatch.Ok) { Options = { Processing = { Mode = BatchMode.Adaptive } } };

        await batch.RunAsync(1_500);

        batch.First.MostInFlight.Should().Be(20);
        batch.Second.Calls.TakeWhile(static call => call.At < TimeSpan.FromSeconds(108)).Count().Should().BeLessThan(10, "it starts with one call, not with what the first had reached");
    }

    [Fact]
    public async Task ProcessAsync_ModelsWithPrices_EachCallCostsWhatItsModelCosts()
    {
        static ScriptedAnswer Bad(string item, TimeSpan at) => new() { Failure = new BatchFailure(FailureClass.QuotaExhausted), Usage = new TokenUsage(1_000_000, 0) };
        var batch = new FailoverBatch(Bad, FailoverBatch.Always(ScriptedAnswer.Ok with { Usage = new TokenUsage(1_000_000, 1_000_000) })) { Models = ["dear", "cheap"] };
        batch.Options.Prices["dear"] = new ModelPrice { InputPerMillion = 10, OutputPerMillion = 50 };
        batch.Options.Prices["cheap"] = new ModelPrice { InputPerMillion = 1, OutputPerMillion = 2 };

        var result = await batch.RunAsync(1);

        result.Outcomes.Single().Should().Match<ItemOutcome<string, string>>(static outcome => outcome.CostUsd == 13m && outcome.Usage == new TokenUsage(2_000_000, 1_000_000));
        result.CostUsd.Should().Be(13m);
    }

    [Fact]
    public async Task ProcessAsync_OneModelWithoutAPrice_CostOfItsItemsIsUnknown()
    {
        var batch = new FailoverBatch(static (item, _) => item == "item-0" ? FailureClass.QuotaExhausted : ScriptedAnswer.Ok, FailoverBatch.Always(ScriptedAnswer.Ok with { Usage = new TokenUsage(1, 1) })) { Models = ["dear", "secret"] };
        batch.Options.Prices["dear"] = new ModelPrice { InputPerMillion = 10 };

        var result = await batch.RunAsync(1);

        result.Outcomes.Single().CostUsd.Should().BeNull();
    }

    [Fact]
    public async Task ProcessAsync_AfterALostAnswer_TheSecondGetsTheSameIdempotencyKey()
    {
        var batch = new FailoverBatch(FailoverBatch.Always(FailureClass.Network), FailoverBatch.Ok) { Options = { Failover = { Failures = 1 } } };

        await batch.RunAsync(1);

        batch.Second.Calls.Single().IdempotencyKey.Should().Be(batch.First.Calls.Single().IdempotencyKey);
        batch.Second.Calls.Single().Should().Match<ScriptedCall>(static call => call.Attempt == 2 && call.Previous!.Class == FailureClass.Network);
    }

    [Fact]
    public async Task Change_OfALiveRun_WorkersAreEverybodysAndRatesTheFirstOnes()
    {
        var batch = new FailoverBatch(FailoverBatch.DeadBetween(20, 60, FailureClass.Unauthorized), FailoverBatch.Ok) { Options = { Failover = { CoolDown = TimeSpan.FromSeconds(100) } } };

        await batch.Time.RunAsync(async () =>
        {
            var run = batch.Processor().Start(VirtualBatch.Items(600));
            run.Change(static limits => (limits.MaxWorkers, limits.RequestsPerMinute) = (4, 60));
            await run.Completion;
        });

        batch.First.Calls.Count(static call => call.At < TimeSpan.FromSeconds(20)).Should().BeInRange(18, 21);
        (batch.First.MostInFlight, batch.Second.MostInFlight).Should().Be((1, 4), "one call a second takes one, and the second one has no such rate");
    }

    [Fact]
    public async Task PauseAndResume_WhileEverybodyIsAway_GoesOn()
    {
        var batch = new FailoverBatch(FailoverBatch.DeadBetween(0, 50, FailureClass.Overloaded), FailoverBatch.DeadBetween(0, 50, FailureClass.Overloaded));

        await batch.Time.RunAsync(async () =>
        {
            await using var run = batch.Processor().Start(VirtualBatch.Items(50));
            await batch.WaitAsync(30);
            run.Pause();
            await batch.WaitAsync(300);
            run.Resume();
            (await run.Completion).EnsureAllSucceeded();
        });

        batch.AnsweredTwice.Should().Be(0);
    }

    [Fact]
    public async Task ProcessAsync_FirstBreaksAndIsBack_TheLogSaysSo()
    {
        var logs = new FakeLogCollector();
        var batch = new FailoverBatch(FailoverBatch.DeadBetween(5, 30, FailureClass.Network), FailoverBatch.Ok);
        batch.Hooks.LoggerFactory = new Microsoft.Extensions.Logging.LoggerFactory([new FakeLoggerProvider(logs)]);

        await batch.RunAsync(3_000);

        logs.GetSnapshot().Where(static entry => entry.Id.Id is 204 or 205).Select(static entry => entry.Message).Should().Equal(
            "Provider 'first' is left alone for 00:01:00 and items go to the next one: Network, status (null)", "Provider 'first' answers again: items go to it");
    }
}
