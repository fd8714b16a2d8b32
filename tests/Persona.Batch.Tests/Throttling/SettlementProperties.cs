using CsCheck;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Throttling;

/// <summary>Whatever becomes of a call, what it held of the quota is given back once: a second run finds every place free, and none too many.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class SettlementProperties
{
    private const int Places = 3;

    private static readonly FailureClass[] Faults =
    [
        FailureClass.RateLimited, FailureClass.ConcurrencyLimited, FailureClass.Overloaded, FailureClass.ServerError, FailureClass.Timeout,
        FailureClass.InvalidResponse, FailureClass.InvalidRequest, FailureClass.Local, FailureClass.Unauthorized,
    ];

    [Fact]
    public Task ProcessAsync_AnyFaultsTimeoutsAndEnding_TheQuotaIsWholeAgain() =>
        Gen.Select(Gen.Int[1, 60], Gen.Double[0, 0.6], Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 90], Gen.UInt).SampleAsync(
            async (items, faultRate, ignoresTokens, ending, endAfter, seed) =>
            {
                var quotas = new ProviderQuotas();
                var time = new VirtualTimeProvider();
                var first = Batch(time, quotas, (item, number) => Answer(item, number, seed, faultRate, ignoresTokens));
                await EndAsync(first, items, ending, endAfter);

                var second = Batch(time, quotas, static (_, _) => ScriptedAnswer.Ok);
                var result = await second.RunAsync(items: 12);

                result.EnsureAllSucceeded();
                second.Provider.MostInFlight.Should().Be(Places);
            },
            iter: 60,
            threads: 1);

    private static VirtualBatch Batch(VirtualTimeProvider time, ProviderQuotas quotas, Func<string, int, ScriptedAnswer> script) => new(script, time: time)
    {
        Options =
        {
            Provider = "p",
            Providers = { ["p"] = new ProviderOptions { MaxConcurrent = Places } },
            Concurrency = { MaxWorkers = 10 },
            Timeouts = { Attempt = TimeSpan.FromSeconds(4), Drain = TimeSpan.FromSeconds(2) },
        },
        Hooks = { Quotas = quotas },
    };

    private static ScriptedAnswer Answer(string item, int number, uint seed, double faultRate, bool ignoresToken)
    {
        var index = long.Parse(item.AsSpan("item-".Length), System.Globalization.CultureInfo.InvariantCulture);
        var isFault = Jitter.Next(seed, index, number) < faultRate;
        return new ScriptedAnswer
        {
            Failure = isFault ? new(Faults[(int)(Jitter.Next(seed + 1, index, number) * Faults.Length)]) : null,
            Latency = TimeSpan.FromSeconds(8 * Jitter.Next(seed + 2, index, number)),
            IgnoresToken = ignoresToken,
        };
    }

    private static async Task EndAsync(VirtualBatch batch, int items, int ending, int endAfter)
    {
        using var cancellation = new CancellationTokenSource();
        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(items), cancellationToken: cancellation.Token);
            if (ending > 0)
            {
                await batch.WaitAsync(endAfter);
                await (ending == 1 ? run.StopAsync() : cancellation.CancelAsync());
            }

            await ((Task)run.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
    }
}
