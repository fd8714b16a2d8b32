using CsCheck;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Throttling;

/// <summary>What is sent, seen by a recorder that refuses nothing by itself: random limits, costs, latencies and refusals, in virtual time. A failing case prints its seed.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class SentProperties
{
    private const int Cases = 80;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Gen<Case> AnyCase = Gen.Select(
        Gen.Int[1, 250],
        Gen.Int[1, 40],
        Gen.Int[0, 600],
        Gen.Int[0, 20_000],
        Gen.Double[0, 30],
        Gen.Double[0, 0.3],
        Gen.Bool,
        Gen.UInt,
        static (items, workers, requests, tokens, latency, refusals, reportsUsage, seed) => new Case(items, workers, requests, tokens, latency, refusals, reportsUsage, seed));

    [Fact]
    public Task ProcessAsync_AnyLimits_NoTrailingMinuteHoldsMoreRequestsThanTheLimit() => SampleAsync(static (data, calls) =>
        MostInAnyMinute(calls, static _ => 1).Should().BeLessThanOrEqualTo(data.Requests ?? int.MaxValue));

    [Fact]
    public Task ProcessAsync_AnyLimits_NoTrailingMinuteHoldsMoreReservedTokensThanTheLimit() => SampleAsync(static (data, calls) =>
        MostInAnyMinute(calls, call => data.InputOf(call.Item) + Case.MostOutput).Should().BeLessThanOrEqualTo(data.Tokens ?? int.MaxValue));

    [Fact]
    public async Task ProcessAsync_TwoRunsOnOneQuota_NoTrailingMinuteOfBothHoldsMoreThanTheLimit() =>
        await AnyCase.SampleAsync(
            static async data =>
            {
                var quotas = new ProviderQuotas();
                var time = new VirtualTimeProvider();
                var (one, other) = (data.NewBatch(time, quotas), data.NewBatch(time, quotas));

                await time.RunAsync(() => Task.WhenAll(one.Processor().ProcessAsync(VirtualBatch.Items(data.Items)), other.Processor().ProcessAsync(VirtualBatch.Items(data.Items))));

                ScriptedCall[] calls = [.. one.Provider.Calls.Concat(other.Provider.Calls).OrderBy(static call => call.At)];
                MostInAnyMinute(calls, static _ => 1).Should().BeLessThanOrEqualTo(data.Requests ?? int.MaxValue);
                MostInAnyMinute(calls, call => data.InputOf(call.Item) + Case.MostOutput).Should().BeLessThanOrEqualTo(data.Tokens ?? int.MaxValue);
            },
            iter: Cases / 2,
            threads: 1);

    private static Task SampleAsync(Action<Case, IReadOnlyList<ScriptedCall>> check) => AnyCase.SampleAsync(
        async data =>
        {
            var batch = data.NewBatch(new VirtualTimeProvider(), new ProviderQuotas());
            var result = await batch.RunAsync(data.Items);
            result.Counts.Succeeded.Should().Be(data.Items);
            check(data, batch.Provider.Calls);
        },
        iter: Cases,
        threads: 1);

    private static long MostInAnyMinute(IReadOnlyList<ScriptedCall> calls, Func<ScriptedCall, long> amount)
    {
        var (most, sum, first) = (0L, 0L, 0);
        foreach (var call in calls)
        {
            sum += amount(call);
            while (calls[first].At <= call.At - Minute)
            {
                sum -= amount(calls[first++]);
            }

            most = Math.Max(most, sum);
        }

        return most;
    }

    /// <summary>A limit of 0 is none.</summary>
    private sealed record Case(int Items, int Workers, int RequestLimit, int TokenLimit, double LatencySeconds, double RefusalRate, bool ReportsUsage, uint Seed)
    {
        public const int MostOutput = 50;
        private const int LeastTokens = 100;

        public int? Requests => RequestLimit == 0 ? null : RequestLimit;

        public int? Tokens => TokenLimit == 0 ? null : TokenLimit + LeastTokens;

        public int InputOf(string item) => 1 + (int)(Draw(item, 0, 1) * (((Tokens ?? 1000) - MostOutput - 1) / 2));

        public VirtualBatch NewBatch(VirtualTimeProvider time, ProviderQuotas quotas) => new(Script, time: time)
        {
            Options =
            {
                Provider = "p",
                Providers = { ["p"] = new ProviderOptions { RequestsPerMinute = Requests, TokensPerMinute = Tokens } },
                Concurrency = { MaxWorkers = Workers },
            },
            Hooks = { Quotas = quotas, EstimateTokens = item => new TokenUsage(InputOf(item), MostOutput) },
        };

        private ScriptedAnswer Script(string item, int number)
        {
            var latency = TimeSpan.FromSeconds(LatencySeconds * Draw(item, number, 2));
            return Draw(item, number, 3) < RefusalRate
                ? new ScriptedAnswer { Failure = new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(1 + (5 * Draw(item, number, 4))) }, Latency = latency }
                : new ScriptedAnswer { Latency = latency, Usage = ReportsUsage ? new TokenUsage(InputOf(item), 10) : null };
        }

        private double Draw(string item, int number, uint purpose) =>
            Jitter.Next(Seed + purpose, long.Parse(item.AsSpan("item-".Length), System.Globalization.CultureInfo.InvariantCulture), number);
    }
}
