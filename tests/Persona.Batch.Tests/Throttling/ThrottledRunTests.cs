using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Throttling;

/// <summary>Every rule of the throttle as a run shows it, in virtual time.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ThrottledRunTests
{
    [Fact]
    public async Task ProcessAsync_RequestsPerMinute_TakesTheTimeTheLimitAsksForAndNoMore()
    {
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 60 });

        var result = await batch.RunAsync(items: 121);

        result.EnsureAllSucceeded();
        result.Duration.TotalSeconds.Should().BeInRange(120 / 0.985, (120 / 0.985) + 1.5, "120 further calls at 98.5 % of one a second, and the last one's second");
    }

    [Fact]
    public async Task ProcessAsync_RequestsPerMinute_TheFirstCallGoesAtOnceAndTheSecondDoesNot()
    {
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 6 });

        await batch.RunAsync(items: 2);

        batch.Provider.Calls[0].At.Should().Be(TimeSpan.Zero);
        batch.Provider.Calls[1].At.TotalSeconds.Should().BeInRange(10 / 0.985, 10.2, "the bucket never starts full");
    }

    [Fact]
    public async Task ProcessAsync_HighRate_LosesNothingToTheClocksMilliseconds()
    {
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 60_000 }, workers: 2_000);

        var result = await batch.RunAsync(items: 10_000);

        result.Duration.TotalSeconds.Should().BeInRange(10, 1.03 * ((10_000 / 985.0) + 1));
    }

    [Fact]
    public async Task ProcessAsync_TokensPerMinute_ReservesInputAndMostOutput()
    {
        var batch = Batch(new ProviderOptions { TokensPerMinute = 6_000 });
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(60, 40);

        var result = await batch.RunAsync(items: 61);

        result.Duration.TotalSeconds.Should().BeInRange(60 / 0.985, (60 / 0.985) + 2.5, "100 of 6,000 tokens are one call a second");
    }

    [Fact]
    public async Task ProcessAsync_InputTokensPerMinute_SettlesToWhatWasReallyRead()
    {
        var batch = Batch(
            new ProviderOptions { InputTokensPerMinute = 6_000 },
            script: static (_, _) => ScriptedAnswer.Ok with { Usage = new TokenUsage(50, 10) });
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(100, 0);

        var result = await batch.RunAsync(items: 121);

        result.Duration.TotalSeconds.Should().BeInRange(58, 65, "the estimate of 100 is halved by the first reports: two calls a second");
    }

    [Fact]
    public async Task ProcessAsync_InputTokensPerMinute_WhatCameFromTheCacheIsFree()
    {
        var batch = Batch(
            new ProviderOptions { InputTokensPerMinute = 6_000 },
            script: static (_, _) => ScriptedAnswer.Ok with { Usage = new TokenUsage(100, 10, CachedInputTokens: 100) });
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(100, 0);

        var result = await batch.RunAsync(items: 121);

        result.Duration.TotalSeconds.Should().BeLessThan(70, "the limit alone would take two minutes");
    }

    [Fact]
    public async Task ProcessAsync_OutputTokensPerMinute_GoesByTheMeanOfRealOutputs()
    {
        var batch = Batch(
            new ProviderOptions { OutputTokensPerMinute = 6_000 },
            script: static (_, _) => ScriptedAnswer.Ok with { Usage = new TokenUsage(10, 100) });
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(10, 4_000);

        var result = await batch.RunAsync(items: 121);

        result.Duration.TotalSeconds.Should().BeInRange(115, 135, "100 a call and not the bound of 4,000: one call a second");
    }

    [Fact]
    public async Task ProcessAsync_NoEstimateAtAll_LearnsFromTheReports()
    {
        var batch = Batch(
            new ProviderOptions { TokensPerMinute = 6_000 },
            script: static (_, _) => ScriptedAnswer.Ok with { Usage = new TokenUsage(60, 40) });

        var result = await batch.RunAsync(items: 121);

        result.Duration.TotalSeconds.Should().BeInRange(115, 150);
    }

    [Fact]
    public async Task ProcessAsync_OneRequestAboveTheWholeLimit_FailsAtOnceAndBlocksNobody()
    {
        var batch = Batch(new ProviderOptions { TokensPerMinute = 1_000 });
        batch.Hooks.EstimateTokens = static item => new TokenUsage(item == "item-1" ? 1_001 : 1, 0);

        var result = await batch.RunAsync(items: 3);

        var failed = result.Failed.Should().ContainSingle().Subject;
        failed.Id.Should().Be("item-1");
        failed.Attempts.Should().Be(0);
        failed.Failure!.Class.Should().Be(FailureClass.TooLarge);
        failed.Failure.Message.Should().Contain("1001 input").And.Contain("1000 tokens a minute");
        batch.Provider.CallsOf("item-1").Should().BeEmpty();
    }

    [Theory]
    [InlineData(200, 600)]
    [InlineData(50, 1_500)]
    public async Task ProcessAsync_AboveTheLimitByOneOfTwoEstimates_TheProviderDecides(int reported, int estimate)
    {
        var batch = Batch(new ProviderOptions { InputTokensPerMinute = 1_000 }, script: (_, _) => ScriptedAnswer.Ok with { Usage = new TokenUsage(reported, 1) }, workers: 1);
        batch.Hooks.EstimateTokens = item => new TokenUsage(item == "item-9" ? estimate : 100, 1);

        var result = await batch.RunAsync(items: 10);

        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task ProcessAsync_FoundTooLargeByUs_IsJudgedAgainOnResume()
    {
        var batch = Batch(new ProviderOptions { TokensPerMinute = 1_000 });
        batch.Options.BatchId = "b";
        batch.Options.Processing.Checkpoint.Enabled = true;
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(1_500, 0);

        await batch.RunAsync(items: 1);
        batch.Options.Providers["p"].TokensPerMinute = 2_000;
        batch.Hooks.Quotas = new ProviderQuotas();
        var result = await batch.RunAsync(items: 1);

        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task ProcessAsync_MaxConcurrent_HoldsWhateverTheWorkers()
    {
        var batch = Batch(new ProviderOptions { MaxConcurrent = 3 });

        var result = await batch.RunAsync(items: 30);

        batch.Provider.MostInFlight.Should().Be(3);
        result.Duration.Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ProcessAsync_RequestsPerDay_EndsTheRunInsteadOfSleeping()
    {
        var batch = Batch(new ProviderOptions { RequestsPerDay = 10 });

        var result = await batch.RunAsync(items: 30);

        batch.Provider.Calls.Should().HaveCount(10);
        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain("QuotaExhausted").And.Contain("RequestsPerDay");
        result.Counts.Should().Be(new BatchCounts(30, 10, 0, 0, 20, 0));
    }

    [Fact]
    public async Task ProcessAsync_RequestsPerDay_AreThereAgainTheNextDay()
    {
        var batch = Batch(new ProviderOptions { RequestsPerDay = 10 });

        await batch.RunAsync(items: 10);
        await batch.Time.RunAsync(() => Task.Delay(TimeSpan.FromHours(25), batch.Time));
        var result = await batch.RunAsync(items: 10);

        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task ProcessAsync_RetryAfterOfOneSecond_CostsAboutASecond()
    {
        var batch = Batch(new ProviderOptions(), script: static (item, number) => item == "item-0" && number == 1
            ? new ScriptedAnswer { Failure = new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(1) }, Latency = TimeSpan.FromMilliseconds(100) }
            : ScriptedAnswer.Ok);

        var result = await batch.RunAsync(items: 1);

        result.Duration.TotalSeconds.Should().BeInRange(2.1, 2.31, "0.1 s for the refusal, 1 to 1.2 s of waiting, a second for the answer");
    }

    [Fact]
    public async Task ProcessAsync_ProcessorsOfOneQuotaName_ShareItsPace()
    {
        var quotas = new ProviderQuotas();
        var one = Batch(new ProviderOptions { Quota = "team", RequestsPerMinute = 60 }, quotas: quotas);
        var other = Batch(new ProviderOptions { Quota = "team", RequestsPerMinute = 60 }, quotas: quotas, time: one.Time);
        other.Options.Provider = "q";
        other.Options.Providers["q"] = other.Options.Providers["p"];

        await RunBothAsync(one, other, items: 60);

        var last = one.Provider.Calls.Concat(other.Provider.Calls).Max(static call => call.At.TotalSeconds);
        last.Should().BeInRange(119 / 0.985, 123);
    }

    [Fact]
    public async Task ProcessAsync_ProcessorsOfOneQuota_TakeTurns()
    {
        var quotas = new ProviderQuotas();
        var one = Batch(new ProviderOptions { RequestsPerMinute = 60 }, quotas: quotas);
        var other = Batch(new ProviderOptions { RequestsPerMinute = 60 }, quotas: quotas, time: one.Time);

        await RunBothAsync(one, other, items: 30);

        var half = TimeSpan.FromSeconds(30);
        one.Provider.Calls.Count(call => call.At < half).Should().BeInRange(14, 16);
        other.Provider.Calls.Count(call => call.At < half).Should().BeInRange(14, 16);
    }

    [Fact]
    public async Task ProcessAsync_RefusedOnASharedQuota_HoldsBackTheOtherProcessorToo()
    {
        var quotas = new ProviderQuotas();
        var one = Batch(new ProviderOptions(), quotas: quotas, script: static (_, number) => number == 1
            ? new ScriptedAnswer { Failure = new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(30) } }
            : ScriptedAnswer.Ok);
        var other = Batch(new ProviderOptions(), quotas: quotas, workers: 1, time: one.Time);

        await RunBothAsync(one, other, items: 5);

        other.Provider.Calls.Should().NotContain(static call => call.At > TimeSpan.FromSeconds(1) && call.At < TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task ProcessAsync_AnotherModel_HasItsOwnLimits()
    {
        var quotas = new ProviderQuotas();
        var one = Batch(new ProviderOptions { RequestsPerMinute = 60 }, quotas: quotas);
        var other = Batch(new ProviderOptions { RequestsPerMinute = 60 }, quotas: quotas, time: one.Time);
        one.Options.Model = "large";
        other.Options.Model = "small";

        await RunBothAsync(one, other, items: 31);

        other.Provider.Calls[^1].At.TotalSeconds.Should().BeLessThan(32);
    }

    [Fact]
    public async Task ProcessAsync_SharedMaxConcurrent_HoldsOverAllRunsAndStarvesNone()
    {
        var quotas = new ProviderQuotas();
        var one = Batch(new ProviderOptions { MaxConcurrent = 4 }, quotas: quotas);
        var other = Batch(new ProviderOptions { MaxConcurrent = 4 }, quotas: quotas, time: one.Time);

        await RunBothAsync(one, other, items: 40);

        var starts = one.Provider.Calls.Concat(other.Provider.Calls).Select(static call => call.At).ToList();
        starts.GroupBy(static at => at).Should().OnlyContain(static together => together.Count() <= 4);
        one.Provider.Calls[^1].At.TotalSeconds.Should().BeInRange(18, 20);
        other.Provider.Calls[^1].At.TotalSeconds.Should().BeInRange(18, 20);
    }

    [Fact]
    public async Task ProcessAsync_PausedRunInLine_LetsTheOtherPass()
    {
        var quotas = new ProviderQuotas();
        var one = Batch(new ProviderOptions { RequestsPerMinute = 60 }, quotas: quotas);
        var other = Batch(new ProviderOptions { RequestsPerMinute = 60 }, quotas: quotas, time: one.Time);

        await one.PlayAsync(async processor =>
        {
            await using var paused = processor.Start(VirtualBatch.Items(100));
            await one.WaitAsync(5);
            paused.Pause();
            var result = await other.Processor().ProcessAsync(VirtualBatch.Items(60));
            result.Duration.TotalSeconds.Should().BeInRange(59, 63);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ProcessAsync_FirstInLineIsPausedOrStops_TheOtherNeedNotWaitForItsTokens(bool isPaused)
    {
        var quotas = new ProviderQuotas();
        var one = Batch(new ProviderOptions { TokensPerMinute = 6_000 }, script: static (_, _) => new ScriptedAnswer { Latency = TimeSpan.FromMinutes(2) }, quotas: quotas);
        var other = Batch(new ProviderOptions { TokensPerMinute = 6_000 }, quotas: quotas, time: one.Time);
        one.Hooks.EstimateTokens = static item => new TokenUsage(item == "item-0" ? 99 : 5_949, 1);
        other.Hooks.EstimateTokens = static _ => new TokenUsage(9, 1);

        await one.PlayAsync(async processor =>
        {
            await using var first = processor.Start(VirtualBatch.Items(2));
            await one.WaitAsync(5);
            if (isPaused)
            {
                first.Pause();
            }
            else
            {
                _ = first.StopAsync(); // not awaited: its call in flight is drained
            }

            var result = await other.Processor().ProcessAsync(VirtualBatch.Items(3));
            result.Duration.TotalSeconds.Should().BeLessThan(3, "the large call would go after a minute, and not at all now");
        });
    }

    [Fact]
    public async Task ProcessAsync_LearnedLimit_ReplacesThePreset()
    {
        var batch = Batch(new ProviderOptions(), script: static (_, _) => ScriptedAnswer.Ok with { RateLimits = new RateLimitReport(RequestLimit: 600, RequestsRemaining: 599) });
        batch.Options.Provider = "openai";

        var result = await batch.RunAsync(items: 101);

        result.Duration.TotalSeconds.Should().BeInRange(100 / 9.85, 13, "50 a minute until the first answer says 600");
    }

    [Fact]
    public async Task ProcessAsync_LearnedOutputLimit_IsKeptTo()
    {
        var batch = Batch(new ProviderOptions(), script: static (_, _) => ScriptedAnswer.Ok with
        {
            Usage = new TokenUsage(10, 100),
            RateLimits = new RateLimitReport(InputTokenLimit: 100_000, OutputTokenLimit: 6_000),
        });
        batch.Options.Provider = "anthropic";
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(10, 4_000);

        var result = await batch.RunAsync(items: 121);

        result.Duration.TotalSeconds.Should().BeInRange(115, 140, "100 a call: one call a second, and no preset of 50 a minute once the limits are known");
    }

    [Fact]
    public async Task ProcessAsync_InputFromTheCache_TakesNoRoomWhileTheCallIsOut()
    {
        var batch = Batch(new ProviderOptions { InputTokensPerMinute = 6_000 }, script: static (_, _) => new ScriptedAnswer
        {
            Usage = new TokenUsage(1_000, 10, CachedInputTokens: 990),
            Latency = TimeSpan.FromSeconds(30),
        });
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(1_000, 0);

        var result = await batch.RunAsync(items: 200);

        result.Duration.TotalSeconds.Should().BeLessThan(150, "ten tokens a call really count: six calls at once would take a quarter of an hour");
    }

    [Fact]
    public async Task ProcessAsync_LittleLeftOfTheInput_SlowsDown()
    {
        var batch = Batch(new ProviderOptions { InputTokensPerMinute = 60_000 }, workers: 1, script: static (_, _) => new ScriptedAnswer
        {
            Usage = new TokenUsage(1_000, 10),
            Latency = TimeSpan.FromMilliseconds(10),
            RateLimits = new RateLimitReport(InputTokenLimit: 60_000, InputTokensRemaining: 600),
        });
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(1_000, 0);

        await batch.RunAsync(items: 4);

        (batch.Provider.Calls[3].At - batch.Provider.Calls[2].At).TotalSeconds.Should().BeGreaterThan(1.5, "a second at the full pace");
    }

    [Fact]
    public async Task ProcessAsync_LearnedLimit_NeverRaisesWhatTheUserWrote()
    {
        var batch = Batch(
            new ProviderOptions { RequestsPerMinute = 60 },
            script: static (_, _) => ScriptedAnswer.Ok with { RateLimits = new RateLimitReport(RequestLimit: 600, RequestsRemaining: 599) });

        var result = await batch.RunAsync(items: 61);

        result.Duration.TotalSeconds.Should().BeInRange(60, 63);
    }

    [Fact]
    public async Task ProcessAsync_LearnedLimitBelowWhatTheUserWrote_Holds()
    {
        var batch = Batch(
            new ProviderOptions { RequestsPerMinute = 600 },
            script: static (_, _) => ScriptedAnswer.Ok with { RateLimits = new RateLimitReport(RequestLimit: 60, RequestsRemaining: 59) });

        var result = await batch.RunAsync(items: 61);

        result.Duration.TotalSeconds.Should().BeInRange(45, 63);
    }

    [Fact]
    public async Task ProcessAsync_LittleIsLeft_SlowsDown()
    {
        var batch = Batch(
            new ProviderOptions { RequestsPerMinute = 600 },
            script: static (_, _) => ScriptedAnswer.Ok with { RateLimits = new RateLimitReport(RequestLimit: 600, RequestsRemaining: 24) });

        var result = await batch.RunAsync(items: 101);

        result.Duration.TotalSeconds.Should().BeInRange(17, 23, "4 % left of the 8 % below which the pace falls: half of it");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ProcessAsync_NothingIsLeft_GoesOnAsTheLimitFillsUp(bool ofRequests)
    {
        var nothing = ofRequests ? new RateLimitReport(RequestLimit: 10, RequestsRemaining: 0) : new RateLimitReport(TokenLimit: 1_000, TokensRemaining: 0);
        var batch = Batch(new ProviderOptions(), script: (_, _) => ScriptedAnswer.Ok with { RateLimits = nothing }, workers: 1);
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(60, 40);

        await batch.RunAsync(items: 4);

        batch.Provider.Calls[^1].At.TotalSeconds.Should().BeInRange(3 * 6, 3 * 11, "ten a minute are one in six seconds, slowly at first each time");
    }

    [Theory]
    [InlineData("anthropic", 5)]
    [InlineData("openai", 10)]
    [InlineData("Ollama", 2)]
    public async Task ProcessAsync_Preset_BoundsTheCallsAtOnce(string provider, int concurrent)
    {
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 100_000 }, script: static (_, _) => new ScriptedAnswer { Latency = TimeSpan.FromMinutes(1) }, workers: null);
        batch.Options.Providers[provider] = batch.Options.Providers["p"];
        batch.Options.Provider = provider;

        await batch.RunAsync(items: 40);

        batch.Provider.MostInFlight.Should().Be(concurrent);
    }

    [Fact]
    public async Task ProcessAsync_PresetAndWorkersThatTheUserWrote_TheUserIsObeyed()
    {
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 100_000 }, script: static (_, _) => new ScriptedAnswer { Latency = TimeSpan.FromMinutes(1) }, workers: 15);
        batch.Options.Providers["ollama"] = batch.Options.Providers["p"];
        batch.Options.Provider = "ollama";

        await batch.RunAsync(items: 40);

        batch.Provider.MostInFlight.Should().Be(15);
    }

    [Fact]
    public async Task ProcessAsync_HeldBack_CountsAsThrottleTime()
    {
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 6 });

        var result = await batch.RunAsync(items: 2);

        result.Outcomes[1].Timings.Throttle.TotalSeconds.Should().BeApproximately(10 / 0.985, 0.01);
        result.Outcomes[1].Timings.Queue.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task ProcessAsync_DeadlineWhileHeldBack_FailsTheItem()
    {
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 1 }, script: static (_, number) => number == 1 ? FailureClass.ServerError : ScriptedAnswer.Ok);
        batch.Options.Timeouts.Item = TimeSpan.FromSeconds(30);

        var result = await batch.RunAsync(items: 1);

        result.Failed.Should().ContainSingle().Which.Failure!.Class.Should().Be(FailureClass.Timeout);
        result.Duration.TotalSeconds.Should().BeInRange(30, 31);
    }

    [Fact]
    public async Task StopAsync_WhileHeldBack_EndsAtOnce()
    {
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 1 });

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(10));
            await batch.WaitAsync(5);
            await run.StopAsync();

            var result = await run.Completion;
            result.Counts.Should().Be(new BatchCounts(10, 1, 0, 0, 9, 0));
            result.Duration.Should().Be(TimeSpan.FromSeconds(5));
        });
    }

    [Fact]
    public async Task StreamAsync_RunThatCannotBegin_LeavesNothingOnTheQuota()
    {
        var quotas = new ProviderQuotas();
        var batch = Batch(new ProviderOptions { RequestsPerMinute = 600 }, quotas: quotas);
        var broken = new OptimisedBatchProcessor<Nameless, string>(
            static (_, _) => Task.FromResult(""),
            new BatchOptions { Provider = "p", Providers = { ["p"] = new ProviderOptions { RequestsPerMinute = 1 } }, Processing = { Checkpoint = { Enabled = false } } },
            new() { Quotas = quotas, TimeProvider = batch.Time });

        await batch.Time.Invoking(time => time.RunAsync(() => broken.StreamAsync([new Nameless()]).GetAsyncEnumerator().MoveNextAsync().AsTask()))
            .Should().ThrowAsync<InvalidOperationException>();
        var result = await batch.RunAsync(items: 3);

        result.Duration.TotalSeconds.Should().BeLessThan(3, "the cap of one a minute is gone with its run");
    }

    [Fact]
    public async Task ProcessAsync_EstimateIsNegative_NamesTheHookAndTheItem()
    {
        var batch = Batch(new ProviderOptions());
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(-1, 0);

        var running = () => batch.RunAsync(items: 1);

        (await running.Should().ThrowAsync<BatchIncompleteException>()).Which.InnerException!.Message.Should().Contain("EstimateTokens").And.Contain("index 0");
    }

    private static VirtualBatch Batch(
        ProviderOptions provider,
        Func<string, int, ScriptedAnswer>? script = null,
        int? workers = 200,
        ProviderQuotas? quotas = null,
        VirtualTimeProvider? time = null) => new(script, time: time)
        {
            Options = { Provider = "p", Providers = { ["p"] = provider }, Concurrency = { MaxWorkers = workers } },
            Hooks = { Quotas = quotas ?? new ProviderQuotas() },
        };

    private static Task RunBothAsync(VirtualBatch one, VirtualBatch other, int items) => one.Time.RunAsync(async () =>
    {
        var results = await Task.WhenAll(one.Processor().ProcessAsync(VirtualBatch.Items(items)), other.Processor().ProcessAsync(VirtualBatch.Items(items)));
        results.Should().OnlyContain(result => result.Counts.Succeeded == items);
    });

    /// <summary>Without a content that would tell items apart.</summary>
    private sealed class Nameless;
}
