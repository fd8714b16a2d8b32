using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Retry;

[Collection(VirtualTimeCollection.Name)]
public sealed class FailureReactionTests
{
    [Theory]
    [InlineData(FailureClass.RateLimited, 20, 0, ItemStatus.Failed)]
    [InlineData(FailureClass.ConcurrencyLimited, 20, 0, ItemStatus.Failed)]
    [InlineData(FailureClass.Overloaded, 20, 0, ItemStatus.Failed)]
    [InlineData(FailureClass.Local, 20, 0, ItemStatus.Failed)]
    [InlineData(FailureClass.ServerError, 3, 3, ItemStatus.Failed)]
    [InlineData(FailureClass.Network, 3, 3, ItemStatus.Failed)]
    [InlineData(FailureClass.Timeout, 3, 3, ItemStatus.Failed)]
    [InlineData(FailureClass.InvalidResponse, 3, 3, ItemStatus.Failed)]
    [InlineData(FailureClass.InvalidRequest, 1, 1, ItemStatus.Failed)]
    [InlineData(FailureClass.TooLarge, 1, 1, ItemStatus.Failed)]
    [InlineData(FailureClass.ContentFiltered, 1, 1, ItemStatus.Failed)]
    [InlineData(FailureClass.Unknown, 1, 1, ItemStatus.Failed)]
    [InlineData(FailureClass.QuotaExhausted, 1, 0, ItemStatus.Aborted)]
    [InlineData(FailureClass.Unauthorized, 1, 0, ItemStatus.Aborted)]
    [InlineData(FailureClass.Configuration, 1, 0, ItemStatus.Aborted)]
    public async Task ProcessAsync_FailureThatStays_HasTheCallsAndAttemptsOfItsClass(FailureClass failure, int calls, int attempts, ItemStatus status)
    {
        var batch = new VirtualBatch((_, _) => failure);

        var result = await batch.RunAsync(items: 1);

        var outcome = result.Outcomes.Should().ContainSingle().Subject;
        batch.Provider.Calls.Should().HaveCount(calls);
        outcome.Attempts.Should().Be(attempts);
        outcome.Status.Should().Be(status);
        outcome.Failure!.Class.Should().Be(failure);
    }

    [Theory]
    [InlineData(FailureClass.RateLimited, 1)]
    [InlineData(FailureClass.ConcurrencyLimited, 1)]
    [InlineData(FailureClass.Overloaded, 1)]
    [InlineData(FailureClass.ServerError, 2)]
    [InlineData(FailureClass.Network, 2)]
    [InlineData(FailureClass.Timeout, 2)]
    [InlineData(FailureClass.InvalidResponse, 2)]
    [InlineData(FailureClass.Local, 1)]
    public async Task ProcessAsync_FailureThatPasses_SucceedsOnTheNextCall(FailureClass failure, int attempts)
    {
        var batch = new VirtualBatch((_, number) => number == 1 ? failure : ScriptedAnswer.Ok);

        var result = await batch.RunAsync(items: 1);

        result.Succeeded.Should().ContainSingle().Which.Attempts.Should().Be(attempts);
        batch.Provider.Calls.Should().HaveCount(2);
        batch.Provider.Calls[1].Previous!.Class.Should().Be(failure);
    }

    [Theory]
    [InlineData(FailureClass.QuotaExhausted)]
    [InlineData(FailureClass.Unauthorized)]
    [InlineData(FailureClass.Configuration)]
    public async Task ProcessAsync_WhatEveryCallWouldMeet_CallsNoMoreThanWereInFlight(FailureClass failure)
    {
        var batch = new VirtualBatch((_, _) => failure) { Options = { Concurrency = { MaxWorkers = 7 } } };

        var result = await batch.RunAsync(items: 500);

        batch.Provider.Calls.Should().HaveCount(7);
        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain(failure.ToString());
        result.Counts.Aborted.Should().Be(result.Counts.Accepted);
    }

    [Fact]
    public async Task ProcessAsync_RateLimitedWithHint_NobodyCallsUntilItHasPassed()
    {
        var batch = new VirtualBatch((item, number) => item == "item-0" && number == 1
            ? new ScriptedAnswer { Failure = new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(30) } }
            : ScriptedAnswer.Ok)
        {
            Options = { Concurrency = { MaxWorkers = 2 } },
        };

        var result = await batch.RunAsync(items: 10);

        result.EnsureAllSucceeded();
        var starts = batch.Provider.Calls.Select(static call => call.At.TotalSeconds).ToList();
        starts.Should().OnlyContain(static at => at < 1.001 || at >= 31, "the refusal came at 1 s and asked for 30 s");
        starts.Where(static at => at >= 31).Min().Should().BeLessThan(33, "the hint is the wait, plus 5 %");
    }

    [Fact]
    public async Task ProcessAsync_HintAboveTheLongestHonored_EndsAtOnceAndSaysSo()
    {
        var batch = new VirtualBatch((_, _) => new ScriptedAnswer { Failure = new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(13262) } });

        var result = await batch.RunAsync(items: 1);

        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain("QuotaExhausted").And.Contain("03:41:02");
        result.Duration.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task ProcessAsync_DueRetry_GoesAheadOfNewItems()
    {
        var batch = new VirtualBatch((item, number) => item == "item-0" && number == 1
            ? new ScriptedAnswer { Failure = new(FailureClass.ServerError) { RetryAfter = TimeSpan.FromSeconds(1) } }
            : ScriptedAnswer.Ok)
        {
            Options = { Concurrency = { MaxWorkers = 1 } },
        };

        await batch.RunAsync(items: 50);

        var order = batch.Provider.Calls.Select(static call => call.Item).ToList();
        order.LastIndexOf("item-0").Should().BeInRange(2, 4, "it failed at 1 s, was due a good second later and one call takes a second");
    }

    [Fact]
    public async Task ProcessAsync_WaitingItems_HoldNoWorker()
    {
        var batch = new VirtualBatch((item, number) => item == "item-0" && number == 1
            ? new ScriptedAnswer { Failure = new(FailureClass.Overloaded) { RetryAfter = TimeSpan.FromMinutes(4) } }
            : ScriptedAnswer.Ok)
        {
            Options = { Concurrency = { MaxWorkers = 1 } },
        };

        var result = await batch.RunAsync(items: 20);

        result.EnsureAllSucceeded();
        batch.Provider.Calls.Count(static call => call.At < TimeSpan.FromSeconds(21)).Should().Be(20);
    }

    [Fact]
    public async Task ProcessAsync_ManyRetries_TheRatioLetsNewItemsPass()
    {
        var batch = new VirtualBatch((_, number) => number < 3
            ? new ScriptedAnswer { Failure = new(FailureClass.ServerError) { RetryAfter = TimeSpan.FromMilliseconds(1) } }
            : ScriptedAnswer.Ok)
        {
            Options = { Concurrency = { MaxWorkers = 4 } },
        };

        var result = await batch.RunAsync(items: 200);

        result.EnsureAllSucceeded();
        var early = batch.Provider.Calls.Take(60).ToList();
        early.Count(static call => call.Number > 1).Should().BeInRange(1, 24, "retries are held near 30 % of the calls while there are new items");
    }

    [Fact]
    public async Task ProcessAsync_WaitingRetries_FillAtMostHalfOfTheWindow()
    {
        var batch = new VirtualBatch((_, number) => number == 1
            ? new ScriptedAnswer { Failure = new(FailureClass.Overloaded) { RetryAfter = TimeSpan.FromMinutes(4) }, Latency = TimeSpan.FromMilliseconds(1) }
            : ScriptedAnswer.Ok)
        {
            Options = { Concurrency = { MaxWorkers = 4 } },
        };

        await batch.RunAsync(items: 1000);

        var window = new RunSettings(batch.Options, new BatchRunOptions(), CallPlan.None).Window;
        batch.Provider.Calls.Count(static call => call.At < TimeSpan.FromMinutes(4)).Should().BeInRange(window / 2, (window / 2) + 4);
    }

    [Fact]
    public async Task ProcessAsync_Backoff_GrowsWithTheBase()
    {
        var batch = new VirtualBatch((_, _) => FailureClass.ServerError) { Options = { Retry = { MaxAttempts = 6, BackoffBase = 3 } } };

        await batch.RunAsync(items: 1);

        var gaps = batch.Provider.Calls.Zip(batch.Provider.Calls.Skip(1), static (one, next) => (next.At - one.At).TotalSeconds - 1).ToList();
        gaps.Zip([3, 9, 27, 60, 60]).Should().OnlyContain(static pair => pair.First >= 0 && pair.First <= pair.Second);
        gaps.Sum().Should().BeGreaterThan(5);
    }

    [Fact]
    public async Task ProcessAsync_ValidationSaysWhy_TheNextAttemptSeesItAndTheRawAnswerIsKept()
    {
        var batch = new VirtualBatch();
        batch.Options.Processing.Checkpoint.Enabled = true;
        batch.Hooks.Validate = static (_, answer) => $"'{answer}' has no age";

        var result = await batch.RunAsync(items: 1);

        batch.Provider.Calls.Should().HaveCount(3);
        batch.Provider.Calls[1].Previous!.Message.Should().Be("'answer' has no age");
        result.Failed.Should().ContainSingle().Which.Failure!.ResponseText.Should().Be("\"answer\"");
    }

    [Fact]
    public async Task ProcessAsync_Classify_ComesBeforeTheTable()
    {
        var batch = new VirtualBatch((_, _) => new ScriptedAnswer { Exception = new InvalidOperationException("not found") });
        batch.Hooks.Classify = static (exception, call) => new BatchFailure(FailureClass.InvalidRequest, $"{call.ItemId}: {exception.Message}");

        var result = await batch.RunAsync(items: 1);

        result.Failed.Should().ContainSingle().Which.Failure.Should().Be(new BatchFailure(FailureClass.InvalidRequest, "item-0: not found"));
    }

    [Fact]
    public async Task ProcessAsync_LostAnswers_KeepTheIdempotencyKeyAndBrokenOnesChangeIt()
    {
        var batch = new VirtualBatch((_, number) => number switch
        {
            1 => FailureClass.Network,
            2 => FailureClass.InvalidResponse,
            _ => ScriptedAnswer.Ok,
        })
        {
            Options = { BatchId = "keys" },
        };

        await batch.RunAsync(items: 2);

        var keys = batch.Provider.CallsOf("item-0").Select(static call => call.IdempotencyKey).ToList();
        keys[1].Should().Be(keys[0]).And.HaveLength(32);
        keys[2].Should().NotBe(keys[0]);
        batch.Provider.CallsOf("item-1").First().IdempotencyKey.Should().NotBe(keys[0]);
    }

    [Fact]
    public async Task ProcessAsync_AllOrNothing_TheFirstFailureEndsTheRun()
    {
        var batch = new VirtualBatch((item, _) => item == "item-3" ? FailureClass.InvalidRequest : ScriptedAnswer.Ok)
        {
            Options = { OnItemFailure = FailurePolicy.StopBatch, Concurrency = { MaxWorkers = 2 } },
        };

        var result = await batch.RunAsync(items: 100);

        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain("item-3");
        result.Counts.Should().Be(new BatchCounts(Accepted: 100, Succeeded: 4, Failed: 1, Skipped: 0, Aborted: 95, Replayed: 0), "item-4 was in flight");
    }

    [Fact]
    public async Task ProcessAsync_MostItemsFail_EndsTheRun()
    {
        var batch = new VirtualBatch((_, _) => FailureClass.InvalidRequest);

        var result = await batch.RunAsync(items: 1000);

        result.Termination.Should().Be(BatchTermination.FailureRateExceeded);
        result.Counts.Failed.Should().BeInRange(50, 70);
    }

    [Fact]
    public async Task ProcessAsync_MostItemsFailAndNobodyMinds_GoesOn()
    {
        var batch = new VirtualBatch((_, _) => FailureClass.InvalidRequest) { Options = { MaxFailureRate = null } };

        var result = await batch.RunAsync(items: 300);

        result.Termination.Should().Be(BatchTermination.Completed);
        result.FailuresByClass.Should().Equal(new Dictionary<FailureClass, long> { [FailureClass.InvalidRequest] = 300 });
    }

    [Fact]
    public async Task ProcessAsync_UsageOfFailedAttempts_CountsAndIsPriced()
    {
        var batch = new VirtualBatch((_, number) => new ScriptedAnswer
        {
            Failure = number == 1 ? new(FailureClass.InvalidResponse, "cut") : null,
            Usage = new TokenUsage(1000, 500, CachedInputTokens: 200),
        })
        {
            Options = { Model = "m", Prices = { ["m"] = new ModelPrice { InputPerMillion = 10, OutputPerMillion = 40, CachedPerMillion = 1 } } },
        };

        var result = await batch.RunAsync(items: 1);

        var outcome = result.Succeeded.Should().ContainSingle().Subject;
        outcome.Usage.Should().Be(new TokenUsage(2000, 1000, 400));
        outcome.CostUsd.Should().Be(0.0564m);
        result.CostUsd.Should().Be(0.0564m);
    }
}
