using PersonaBatch.Tests.Support;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace PersonaBatch.Tests.Runs;

/// <summary>The user's own pipeline around each attempt.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class PipelineTests
{
    [Fact]
    public async Task Pipeline_ItsTimeout_IsATimeoutOfTheAttempt()
    {
        var batch = new VirtualBatch((_, number) => number == 1 ? ScriptedAnswer.Ok with { Latency = TimeSpan.FromHours(1) } : ScriptedAnswer.Ok);
        batch.Hooks.Pipeline = new ResiliencePipelineBuilder { TimeProvider = batch.Time }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(5) })
            .Build();

        var result = await batch.RunAsync(items: 1);

        result.EnsureAllSucceeded();
        batch.Provider.Calls[1].Previous!.Class.Should().Be(FailureClass.Timeout);
    }

    [Fact]
    public async Task Pipeline_ItsOpenBreaker_IsNoAttempt()
    {
        var batch = new VirtualBatch((item, number) => item == "item-0" && number <= 2 ? FailureClass.ServerError : ScriptedAnswer.Ok)
        {
            Options = { Concurrency = { MaxWorkers = 1 }, Retry = { MaxAttempts = 3 } },
        };
        batch.Hooks.Pipeline = new ResiliencePipelineBuilder { TimeProvider = batch.Time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.1,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromMinutes(5),
                BreakDuration = TimeSpan.FromSeconds(20),
            })
            .Build();

        var result = await batch.RunAsync(items: 5);

        result.EnsureAllSucceeded();
        result.Outcomes.Should().OnlyContain(static outcome => outcome.Attempts <= 3);
    }
}
