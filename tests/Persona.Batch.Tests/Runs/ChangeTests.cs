using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>Limits of a live run, altered in virtual time.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ChangeTests
{
    [Fact]
    public async Task Change_MoreWorkers_CallAtOnce()
    {
        var batch = Batch(workers: 2, seconds: 10);

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(100));
            await batch.WaitAsync(3);
            run.Change(static limits => limits.MaxWorkers = 50);
            await batch.WaitAsync(0.1);

            batch.Provider.Calls.Count(static call => call.At == TimeSpan.FromSeconds(3)).Should().Be(48);
            run.Progress.ConcurrencyLimit.Should().Be(50);
        });
    }

    [Fact]
    public async Task Change_FewerWorkers_InterruptsNobodyAndFallsAsCallsEnd()
    {
        var batch = Batch(workers: 20, seconds: 10);

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(50));
            await batch.WaitAsync(3);
            run.Change(static limits => limits.MaxWorkers = 5);
            batch.Provider.InFlight.Should().Be(20);
            await batch.WaitAsync(7.5);

            batch.Provider.InFlight.Should().Be(5);
            (await run.Completion).EnsureAllSucceeded();
            batch.Provider.Calls.Should().HaveCount(50);
        });
    }

    [Theory]
    [InlineData(BatchMode.Adaptive)]
    [InlineData(BatchMode.Backpressure)]
    public async Task Change_MoreWorkers_AMovingLimitRisesToThem(BatchMode mode)
    {
        var batch = Batch(workers: 2, seconds: 1);
        batch.Options.Processing.Mode = mode;

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(600));
            await batch.WaitAsync(20);
            run.Change(static limits => limits.MaxWorkers = 12);
            await run.Completion;

            batch.Provider.MostInFlight.Should().Be(12);
        });
    }

    [Theory]
    [InlineData(BatchMode.Adaptive)]
    [InlineData(BatchMode.Backpressure)]
    public async Task Change_FewerWorkersThanTheMinimum_HoldAllTheSame(BatchMode mode)
    {
        var batch = Batch(workers: 8, seconds: 1);
        batch.Options.Processing.Mode = mode;
        batch.Options.Concurrency.MinWorkers = 4;

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(600));
            await batch.WaitAsync(20.5);
            run.Change(static limits => limits.MaxWorkers = 1);
            await batch.WaitAsync(20);

            batch.Provider.InFlight.Should().Be(1);
            run.Progress.ConcurrencyLimit.Should().Be(1);
        });
    }

    [Fact]
    public async Task Change_BeforeTheRunHasBegun_Holds()
    {
        var batch = Batch(workers: 20, seconds: 1);

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(30));
            run.Change(static limits => limits.MaxWorkers = 3);

            (await run.Completion).Duration.Should().Be(TimeSpan.FromSeconds(10));
        });
    }

    [Fact]
    public async Task Change_WhilePaused_StartsNothing()
    {
        var batch = Batch(workers: 2, seconds: 1);

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(30));
            await batch.WaitAsync(0.5);
            run.Pause();
            run.Change(static limits => limits.MaxWorkers = 20);
            await batch.WaitAsync(10);

            batch.Provider.Calls.Should().HaveCount(2);
        });
    }

    [Fact]
    public async Task Change_OrderedStream_TheWindowGrowsWithTheWorkers()
    {
        var batch = new VirtualBatch((item, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(item == "item-0" ? 100 : 30) })
        {
            Options = { Concurrency = { MaxWorkers = 1 } },
        };

        await batch.PlayAsync(async processor =>
        {
            var stream = processor.StreamAsync(VirtualBatch.Items(200), new() { Ordered = true });
            var reading = stream.Select(static outcome => (int)outcome.Index).ToListAsync();
            await batch.WaitAsync(1);
            stream.Change(static limits => limits.MaxWorkers = 60);
            await batch.WaitAsync(1);

            batch.Provider.InFlight.Should().Be(60);
            (await reading).Should().Equal(Enumerable.Range(0, 200));
        });
    }

    [Fact]
    public async Task Change_MoreRequestsAMinute_WhoWaitsGoesEarlier()
    {
        var batch = Limited(new ProviderOptions { RequestsPerMinute = 1 });

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(10));
            await batch.WaitAsync(5);
            run.Change(static limits => limits.RequestsPerMinute = 60);
            await batch.WaitAsync(4.5);

            batch.Provider.Calls.Select(static call => (int)call.At.TotalSeconds).Should().StartWith([0, 5, 6, 7, 8]);
        });
    }

    [Fact]
    public async Task Change_FewerRequestsAMinute_HoldFromTheNextCallOn()
    {
        var batch = Limited(new ProviderOptions { RequestsPerMinute = 60 });

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(100));
            await batch.WaitAsync(10);
            var before = batch.Provider.Calls.Count;
            run.Change(static limits => limits.RequestsPerMinute = 6);
            await batch.WaitAsync(60);

            (batch.Provider.Calls.Count - before).Should().BeInRange(5, 7);
        });
    }

    [Fact]
    public async Task Change_TokensAMinute_NoLimitAnyMore_EverybodyGoes()
    {
        var batch = Limited(new ProviderOptions { TokensPerMinute = 100 });
        batch.Hooks.EstimateTokens = static _ => new TokenUsage(60, 40);

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(20));
            await batch.WaitAsync(5);
            run.Change(static limits => limits.TokensPerMinute = null);

            (await run.Completion).Duration.Should().Be(TimeSpan.FromSeconds(6));
        });
    }

    [Fact]
    public async Task Change_Workers_ComeBeforeThoseOfAPreset()
    {
        var batch = new VirtualBatch { Options = { Provider = "ollama" } };

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(500));
            await batch.WaitAsync(5);
            batch.Provider.MostInFlight.Should().Be(2);
            run.Change(static limits => limits.MaxWorkers = 15);
            await batch.WaitAsync(20);

            batch.Provider.MostInFlight.Should().Be(15);
        });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10_001, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1_000_000_001)]
    public async Task Change_OutOfRange_ThrowsAndChangesNothing(int workers, int requests)
    {
        var batch = Batch(workers: 4, seconds: 1);

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(100));
            await batch.WaitAsync(1.5);

            run.Invoking(live => live.Change(limits => (limits.MaxWorkers, limits.RequestsPerMinute) = (workers, requests)))
                .Should().Throw<ArgumentException>().WithMessage("Nothing was changed: *must be 1 to *");
            run.Progress.ConcurrencyLimit.Should().Be(4);
        });
    }

    [Fact]
    public async Task Change_ByTwoAtOnce_KeepsWhatEachAltered()
    {
        var batch = Batch(workers: 4, seconds: 1);

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(100));
            await batch.WaitAsync(1.5);
            run.Change(limits =>
            {
                run.Change(static others => others.MaxWorkers = 7);
                limits.RequestsPerMinute = 50_000;
            });

            run.Change(static limits => (limits.MaxWorkers, limits.RequestsPerMinute).Should().Be((7, 50_000)));
        });
    }

    [Fact]
    public async Task Change_AfterTheEnd_IsHarmless()
    {
        var batch = Batch(workers: 4, seconds: 1);

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(10));
            await run.Completion;

            run.Invoking(static ended => ended.Change(static limits => limits.MaxWorkers = 9)).Should().NotThrow();
        });
    }

    [Fact]
    public async Task Change_IsLogged()
    {
        using var logs = new FakeLoggerProvider();
        using var loggers = new LoggerFactory([logs]);
        var batch = Batch(workers: 4, seconds: 1);
        batch.Hooks.LoggerFactory = loggers;

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(10), new() { BatchId = "b" });
            run.Change(static limits => limits.MaxWorkers = 9);
        });

        logs.Collector.GetSnapshot().Should().ContainSingle(static log => log.Id.Id == 507)
            .Which.Message.Should().Be("Batch 'b' has other limits now: at most 9 calls in flight, requests a minute (null), tokens a minute (null)");
    }

    private static VirtualBatch Batch(int workers, double seconds) => new((_, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(seconds) })
    {
        Options = { Concurrency = { MaxWorkers = workers } },
    };

    private static VirtualBatch Limited(ProviderOptions limits) => new()
    {
        Options = { Provider = "simulated", Providers = { ["simulated"] = limits } },
    };
}
