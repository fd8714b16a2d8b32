using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using System.Threading.RateLimiting;
using Polly;
using Polly.Retry;

namespace PersonaBatch.Benchmarks;

/// <summary>What a careful user assembles for the same features: <c>Parallel.ForEachAsync</c> with Polly's retry and timeout, a token bucket,
/// an activity, timestamps, instruments and a channel of results.</summary>
internal sealed class HandRolled : IContender
{
    private const int NeverBinds = 1_000_000_000;

    private static readonly ActivitySource Activities = new("goals");
    private static readonly Meter Meter = new("goals");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("goals.duration", "s");
    private static readonly Counter<long> Succeeded = Meter.CreateCounter<long>("goals.succeeded");

    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, BackoffType = DelayBackoffType.Exponential, UseJitter = true })
        .AddTimeout(TimeSpan.FromMinutes(10))
        .Build();

    public string Name => "the hand-rolled assembly";

    public async Task RunAsync(Load load, CancellationToken cancellationToken = default)
    {
        await using var limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = NeverBinds,
            TokensPerPeriod = NeverBinds,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = int.MaxValue,
        });
        var results = Channel.CreateBounded<Result>(8 * load.InFlight);
        var reading = ReadAsync(results.Reader);
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = load.InFlight, CancellationToken = cancellationToken };
            await (load.SlowSource is { } items
                ? Parallel.ForEachAsync(items(load.Items), options, Body)
                : Parallel.ForEachAsync(load.Range, options, Body));
        }
        finally
        {
            results.Writer.Complete();
            await reading;
        }

        ValueTask Body(int item, CancellationToken token) => CallAsync(load, item, limiter, results.Writer, token);
    }

    private static async ValueTask CallAsync(Load load, int item, TokenBucketRateLimiter limiter, ChannelWriter<Result> results, CancellationToken cancellationToken)
    {
        using var activity = Activities.StartActivity("call");
        using var lease = await limiter.AcquireAsync(permitCount: 1, cancellationToken);
        var start = TimeProvider.System.GetTimestamp();
        var value = await Pipeline.ExecuteAsync(static (state, token) => state.Call(state.item, token), (load.Call, item), cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(start);
        Durations.Record(took.TotalSeconds);
        Succeeded.Add(1);
        await results.WriteAsync(new Result(item, value, took), cancellationToken);
    }

    private static async Task ReadAsync(ChannelReader<Result> results)
    {
        var sum = 0L;
        await foreach (var result in results.ReadAllAsync())
        {
            sum += result.Value;
        }

        GC.KeepAlive(sum);
    }

    private sealed record Result(int Item, int Value, TimeSpan Took);
}
