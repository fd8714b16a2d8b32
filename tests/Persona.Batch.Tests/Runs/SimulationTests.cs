using PersonaBatch.Testing;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>The engine over the simulated provider with all its faults, in virtual time.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class SimulationTests
{
    [Fact]
    public async Task ProcessAsync_OneSeed_IsOneTrace()
    {
        var first = await SimulateAsync(seed: 7);
        var second = await SimulateAsync(seed: 7);

        second.Trace.Should().Equal(first.Trace);
        first.Trace.Should().HaveCountGreaterThan(1000);
    }

    [Fact]
    public async Task ProcessAsync_AnotherSeed_IsAnotherTrace()
    {
        var first = await SimulateAsync(seed: 7);
        var second = await SimulateAsync(seed: 8);

        second.Trace.Should().NotEqual(first.Trace);
    }

    [Fact]
    public async Task ProcessAsync_ThrottlingFlakyProvider_LosesNothing()
    {
        var (result, _) = await SimulateAsync(seed: 11);

        result.Termination.Should().Be(BatchTermination.Completed);
        result.Counts.Accepted.Should().Be(1000);
        (result.Counts.Succeeded + result.Counts.Failed).Should().Be(1000);
        result.Counts.Failed.Should().BeLessThan(20);
        result.Failed.Should().NotContain(static outcome => outcome.Attempts != 3);
    }

    private static async Task<(BatchResult<int, string> Result, List<SimulatedCall> Trace)> SimulateAsync(int seed)
    {
        var time = new VirtualTimeProvider();
        var provider = new SimulatedProvider<int, string>(
            static item => $"answer {item}",
            new SimulationOptions
            {
                Seed = seed,
                RequestsPerMinute = 600,
                Concurrency = 30,
                QueueLimit = 5,
                Latency = TimeSpan.FromSeconds(3),
                LatencySpread = 0.5,
                ErrorRate = 0.03,
                HangRate = 0.005,
                MalformedRate = 0.02,
            },
            time);
        var sut = new OptimisedBatchProcessor<int, string>(
            provider,
            new()
            {
                Concurrency = { MaxWorkers = 40 },
                Timeouts = { Attempt = TimeSpan.FromMinutes(1) },
                Processing = { Checkpoint = { Enabled = false } },
            },
            new() { TimeProvider = time, ItemId = static item => $"item-{item}" });

        var result = await time.RunAsync(() => sut.ProcessAsync(Enumerable.Range(0, 1000)));
        return (result, [.. provider.Log]);
    }
}
