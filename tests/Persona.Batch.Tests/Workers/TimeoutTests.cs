using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Workers;

[Collection(VirtualTimeCollection.Name)]
public sealed class TimeoutTests
{
    private static readonly ScriptedAnswer Hang = new() { Latency = TimeSpan.FromDays(1) };

    [Fact]
    public async Task ProcessAsync_CallWithoutAnswer_IsCutWhenItsTimeIsUpAndGetsTwiceAsLong()
    {
        var batch = new VirtualBatch((_, _) => Hang)
        {
            Options = { Timeouts = { Attempt = TimeSpan.FromSeconds(10) }, Retry = { BackoffBase = 1 } },
        };

        var result = await batch.RunAsync(items: 1);

        result.Failed.Should().ContainSingle().Which.Failure!.Class.Should().Be(FailureClass.Timeout);
        batch.Provider.Calls.Should().HaveCount(3);
        result.Duration.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(10 + 20 + 40)).And.BeLessThan(TimeSpan.FromSeconds(73));
    }

    [Fact]
    public async Task ProcessAsync_SlowCallBesideFastOnes_IsCutOnTime()
    {
        var batch = new VirtualBatch((item, number) => item == "item-0" && number == 1 ? Hang : ScriptedAnswer.Ok)
        {
            Options = { Timeouts = { Attempt = TimeSpan.FromSeconds(10) }, Retry = { BackoffBase = 1 } },
        };

        var result = await batch.RunAsync(items: 1000);

        result.EnsureAllSucceeded();
        batch.Provider.CallsOf("item-0").Last().At.TotalSeconds.Should().BeInRange(10, 11.1);
    }

    [Fact]
    public async Task ProcessAsync_CallThatIgnoresItsToken_IsGivenUpAndTheRunEnds()
    {
        var batch = new VirtualBatch((item, number) => item == "item-0" && number == 1 ? Hang with { IgnoresToken = true } : ScriptedAnswer.Ok)
        {
            Options = { Timeouts = { Attempt = TimeSpan.FromSeconds(10) }, Concurrency = { MaxWorkers = 1 }, Retry = { BackoffBase = 1 } },
        };

        var result = await batch.RunAsync(items: 3);

        result.EnsureAllSucceeded();
        result.Duration.Should().BeLessThan(TimeSpan.FromSeconds(25));
        result.Succeeded[0].Attempts.Should().Be(2);
    }

    [Fact]
    public async Task ProcessAsync_ItemDeadlineDuringACall_FailsTheItemWithoutAnotherAttempt()
    {
        var batch = new VirtualBatch((_, _) => Hang) { Options = { Timeouts = { Item = TimeSpan.FromSeconds(30) } } };

        var result = await batch.RunAsync(items: 1);

        result.Failed.Should().ContainSingle().Which.Failure!.Message.Should().Contain("Timeouts.Item");
        batch.Provider.Calls.Should().ContainSingle();
        result.Duration.Should().Be(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task ProcessAsync_WaitThatWouldOutlastTheItemDeadline_FailsAtOnce()
    {
        var batch = new VirtualBatch((_, _) => new ScriptedAnswer { Failure = new(FailureClass.Overloaded) { RetryAfter = TimeSpan.FromSeconds(60) } })
        {
            Options = { Timeouts = { Item = TimeSpan.FromSeconds(30) } },
        };

        var result = await batch.RunAsync(items: 1);

        result.Failed.Should().ContainSingle().Which.Failure!.Class.Should().Be(FailureClass.Timeout);
        result.Duration.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task ProcessAsync_ItemDeadlineWhileEverybodyWaits_FailsTheItemOnTime()
    {
        var batch = new VirtualBatch((item, number) => (item, number) switch
        {
            ("item-0", 1) => new ScriptedAnswer { Failure = new(FailureClass.ServerError) { RetryAfter = TimeSpan.FromSeconds(2) } },
            ("item-1", 1) => new ScriptedAnswer { Failure = new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(200) } },
            _ => ScriptedAnswer.Ok,
        })
        {
            Options = { Timeouts = { Item = TimeSpan.FromSeconds(10) } },
        };

        var result = await batch.RunAsync(items: 2);

        result.Counts.Failed.Should().Be(2);
        result.Duration.Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ProcessAsync_ItemThatWaitsForItsTurn_HasItsWholeTime()
    {
        var batch = new VirtualBatch { Options = { Timeouts = { Item = TimeSpan.FromSeconds(5) }, Concurrency = { MaxWorkers = 1 } } };

        var result = await batch.RunAsync(items: 30);

        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task Pause_StopsItemDeadlinesButNotTheAttemptsClock()
    {
        var batch = new VirtualBatch((_, number) => number == 1 ? FailureClass.ServerError : ScriptedAnswer.Ok)
        {
            Options = { Timeouts = { Item = TimeSpan.FromSeconds(30) } },
        };

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(["item-0"]);
            await batch.WaitAsync(0.5);
            run.Pause();
            await batch.WaitAsync(600);
            run.Resume();

            (await run.Completion).EnsureAllSucceeded();
        });
    }

    [Fact]
    public async Task ProcessAsync_BatchDeadline_EndsTheRunAndCallsInFlightGetTheirDrainTime()
    {
        var batch = new VirtualBatch((_, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(15) })
        {
            Options = { Timeouts = { Batch = TimeSpan.FromSeconds(20) }, Concurrency = { MaxWorkers = 2 } },
        };

        var result = await batch.RunAsync(items: 10);

        result.Termination.Should().Be(BatchTermination.DeadlineReached);
        result.Counts.Succeeded.Should().Be(4);
        result.Duration.Should().Be(TimeSpan.FromSeconds(30));
        result.Outcomes.Where(static outcome => outcome.Status == ItemStatus.Aborted).Should().OnlyContain(static outcome => outcome.Failure!.Class == FailureClass.Local);
    }

    [Fact]
    public async Task ProcessAsync_BatchDeadlineAndEndlessCalls_EndsWhenTheDrainTimeIsOver()
    {
        var batch = new VirtualBatch((_, _) => Hang) { Options = { Timeouts = { Batch = TimeSpan.FromSeconds(20), Drain = TimeSpan.FromSeconds(7) } } };

        var result = await batch.RunAsync(items: 10);

        result.Duration.Should().Be(TimeSpan.FromSeconds(27));
        result.Counts.Aborted.Should().Be(10);
    }
}
