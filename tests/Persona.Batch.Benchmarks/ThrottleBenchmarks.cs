using BenchmarkDotNet.Attributes;

namespace PersonaBatch.Benchmarks;

/// <summary>What one call pays to be let through and settled, beside a plain semaphore that knows no rates and no tokens.</summary>
#pragma warning disable CA1001 // the runner calls Cleanup
[MemoryDiagnoser]
public class ThrottleBenchmarks
#pragma warning restore CA1001
{
    private static readonly TokenUsage Tokens = new(100, 100);

    private readonly SemaphoreSlim _semaphore = new(1);
    private readonly AdaptiveConcurrency _adaptive = new(new ConcurrencyOptions());

    private ThrottleSeat _unlimited = null!;
    private ThrottleSeat _limited = null!;

    [GlobalSetup]
    public void Setup()
    {
        const int NeverReached = 1_000_000_000;
        _unlimited = new ProviderThrottle(TimeProvider.System).Join(caps: default, preset: default, static () => { });
        _limited = new ProviderThrottle(TimeProvider.System).Join(
            new QuotaLimits(RequestsPerMinute: NeverReached, TokensPerMinute: NeverReached, InputTokensPerMinute: NeverReached), preset: default, static () => { });
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _unlimited.Dispose();
        _limited.Dispose();
        _semaphore.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Semaphore()
    {
        _semaphore.Wait(0);
        _semaphore.Release();
    }

    [Benchmark]
    public void NoLimits() => Pass(_unlimited);

    [Benchmark]
    public void AllLimits() => Pass(_limited);

    [Benchmark]
    public void AdaptiveRecord() => _adaptive.Record(null, TimeSpan.FromMilliseconds(1));

    private static void Pass(ThrottleSeat seat)
    {
        if (seat.TryGo(Tokens, TimeProvider.System.GetTimestamp(), out var reservation) == ThrottleAnswer.Go)
        {
            seat.Settle(reservation, Tokens, limits: null);
        }
    }
}
