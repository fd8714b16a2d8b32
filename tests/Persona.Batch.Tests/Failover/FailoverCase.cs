using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Failover;

/// <summary>One random run over two or three providers: faults and limits of each, an ending, and everything that must hold.</summary>
internal sealed record FailoverCase(int Items, int Workers, FailoverLimits[] Limits, double[] FaultRates, double AfterSeconds, bool Refuses, int Ending, int EndAfter, uint Seed)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly FailureClass[] Faults =
    [
        FailureClass.RateLimited, FailureClass.ConcurrencyLimited, FailureClass.Overloaded, FailureClass.ServerError, FailureClass.Network,
        FailureClass.Timeout, FailureClass.InvalidResponse, FailureClass.Local,
    ];

    private static readonly FailureClass[] Refusals = [FailureClass.QuotaExhausted, FailureClass.Unauthorized, FailureClass.Configuration];

    private readonly List<string> _broken = [];

    public override string ToString() =>
        $"{Items} items, {Workers} workers, {string.Join(", ", (object[])Limits)}, faults {string.Join(", ", FaultRates)}, after {AfterSeconds} s, refuses {Refuses}, ending {Ending} after {EndAfter} s, seed {Seed}";

    /// <summary>Runs it and looks at everything it promises.</summary>
    public async Task CheckAsync()
    {
        FailoverBatch batch = null!;
        batch = new FailoverBatch([.. Limits.Select((limits, place) => (Func<string, TimeSpan, ScriptedAnswer>)((item, at) => Answer(batch, place, item, at)))])
        {
            Options =
            {
                MaxFailureRate = null,
                Concurrency = { MaxWorkers = Workers },
                Failover = { After = TimeSpan.FromSeconds(AfterSeconds), CoolDown = TimeSpan.FromSeconds(20) },
                Providers = { ["first"] = Limits[0].Options, ["second"] = Limits[1].Options, ["third"] = Limits[^1].Options },
            },
        };
        batch.Hooks.EstimateTokens = item => new TokenUsage(InputOf(item), FailoverLimits.MostOutput);
        using var cancellation = new CancellationTokenSource();

        BatchSummary summary = null!;
        List<ItemOutcome<string, string>> outcomes = [];
        await batch.Time.RunAsync(async () =>
        {
            await using var run = batch.Processor().Start(VirtualBatch.Items(Items), cancellationToken: cancellation.Token);
            await EndAsync(batch, run, cancellation);
            (summary, outcomes) = await ResultAsync(run);
            await run.DisposeAsync();
            batch.Time.NextDue().Should().BeNull("no timer is left");
        });

        _broken.Should().BeEmpty();
        batch.Providers.Should().OnlyContain(static provider => provider.InFlight == 0);
        CheckOutcomes(batch, summary, outcomes);
        for (var place = 0; place < Limits.Length; place++)
        {
            CheckSent(Limits[place], batch.Providers[place]);
        }
    }

    private static async Task<(BatchSummary Summary, List<ItemOutcome<string, string>> Outcomes)> ResultAsync(BatchRun<string, string> run)
    {
        try
        {
            var result = await run.Completion;
            return (result, [.. result.Outcomes]);
        }
        catch (BatchCanceledException exception)
        {
            return (exception.Summary, [.. ((BatchResult<string, string>)exception.Summary).Outcomes]);
        }
    }

    private async Task EndAsync(FailoverBatch batch, BatchRun run, CancellationTokenSource cancellation)
    {
        if (Ending > 0)
        {
            await batch.WaitAsync(EndAfter);
            await (Ending == 1 ? run.StopAsync(CancellationToken.None) : cancellation.CancelAsync());
        }
    }

    private void CheckOutcomes(FailoverBatch batch, BatchSummary summary, List<ItemOutcome<string, string>> outcomes)
    {
        var counts = summary.Counts;
        (counts.Succeeded + counts.Failed + counts.Skipped + counts.Aborted).Should().Be(counts.Accepted);
        outcomes.Select(static outcome => outcome.Index).Should().OnlyHaveUniqueItems().And.HaveCount((int)counts.Accepted);
        batch.AnsweredTwice.Should().Be(0);
        if (Ending == 0 && !Refuses)
        {
            summary.Termination.Should().Be(BatchTermination.Completed);
            counts.Should().Match<BatchCounts>(all => all.Accepted == Items && all.Aborted == 0);
        }

        foreach (var outcome in outcomes.Where(static outcome => outcome.IsSuccess))
        {
            outcome.Value.Should().Be(outcome.Provider, "who answered is who the outcome names");
        }
    }

    private void CheckSent(FailoverLimits limits, ScriptedProvider provider)
    {
        MostInAnyMinute(provider.Calls, static _ => 1).Should().BeLessThanOrEqualTo(limits.Requests ?? int.MaxValue);
        MostInAnyMinute(provider.Calls, call => InputOf(call.Item) + FailoverLimits.MostOutput).Should().BeLessThanOrEqualTo(limits.Tokens ?? int.MaxValue);
        provider.MostInFlight.Should().BeLessThanOrEqualTo(Math.Min(Workers, limits.Concurrent ?? Workers));
    }

    private ScriptedAnswer Answer(FailoverBatch batch, int place, string item, TimeSpan at)
    {
        if (batch.Providers.Sum(static provider => provider.InFlight) > Workers)
        {
            _broken.Add($"more than {Workers} calls in flight");
        }

        var index = IndexOf(item);
        var seed = Seed + (uint)(place * 10);
        var second = (int)at.TotalSeconds;
        var latency = TimeSpan.FromSeconds(0.1 + (5 * Jitter.Next(seed + 1, index, second)));
        if (Jitter.Next(seed, index, second) >= FaultRates[place])
        {
            return ScriptedAnswer.Ok with { Latency = latency, Value = batch.Providers.Count > place ? NameOf(place) : "" };
        }

        var draw = Jitter.Next(seed + 2, index, second);
        var failure = Refuses && draw < 0.02 ? Refusals[(int)(draw * 150)] : Faults[(int)(draw * Faults.Length)];
        var hint = Jitter.Next(seed + 3, index, second);
        return new ScriptedAnswer
        {
            Latency = latency,
            Failure = new BatchFailure(failure) { RetryAfter = failure == FailureClass.RateLimited && hint < 0.5 ? TimeSpan.FromSeconds(200 * hint) : null },
        };
    }

    private long InputOf(string item) => 10 + (long)(90 * Jitter.Next(Seed + 4, IndexOf(item), 0));

    private static string NameOf(int place) => place switch { 0 => "first", 1 => "second", _ => "third" };

    private static long IndexOf(string item) => long.Parse(item.AsSpan("item-".Length), System.Globalization.CultureInfo.InvariantCulture);

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
}
