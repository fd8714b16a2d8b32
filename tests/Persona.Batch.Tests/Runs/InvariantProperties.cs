using CsCheck;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>Random faults, limits and endings, in virtual time; a failing case prints its seed.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class InvariantProperties
{
    private const int Cases = 60;

    private static readonly FailureClass[] Faults =
    [
        FailureClass.RateLimited, FailureClass.ConcurrencyLimited, FailureClass.Overloaded, FailureClass.ServerError, FailureClass.Network,
        FailureClass.Timeout, FailureClass.InvalidResponse, FailureClass.InvalidRequest, FailureClass.Unknown, FailureClass.Local,
    ];

    private static readonly Gen<Case> AnyCase = Gen.Select(
        Gen.Int[1, 200], Gen.Int[1, 30], Gen.Int[1, 20], Gen.Double[0, 0.6], Gen.UInt, Gen.Int[0, 3], Gen.Int[0, 60],
        static (items, workers, chunk, faultRate, seed, ending, endAfter) => new Case(items, workers, chunk, faultRate, seed, (EndBy)ending, endAfter));

    private enum EndBy
    {
        Itself,
        Stop,
        Cancel,
        Deadline,
    }

    [Fact]
    public Task ProcessAsync_AnyFaultsAndEnding_EveryAcceptedItemEndsOnce() => SampleAsync(async (batch, data) =>
    {
        var summary = await EndAsync(batch, data);

        var counts = summary.Counts;
        (counts.Succeeded + counts.Failed + counts.Skipped + counts.Aborted).Should().Be(counts.Accepted);
        var outcomes = ((BatchResult<string, string>)summary).Outcomes;
        outcomes.Should().HaveCount((int)counts.Accepted);
        outcomes.Select(static outcome => outcome.Index).Should().OnlyHaveUniqueItems();
        batch.Provider.InFlight.Should().Be(0);
    });

    [Fact]
    public Task ProcessAsync_AnyFaultsAndEnding_NeverMoreThanTheLimitInFlight() => SampleAsync(async (batch, data) =>
    {
        await EndAsync(batch, data);

        batch.Provider.MostInFlight.Should().BeLessThanOrEqualTo(data.Workers);
    });

    [Fact]
    public Task ProcessAsync_AnyFaultsAndEnding_CallsStayWithinTheirCaps() => SampleAsync(async (batch, data) =>
    {
        var summary = await EndAsync(batch, data);

        ((BatchResult<string, string>)summary).Outcomes.Should().NotContain(static outcome => outcome.Attempts > 3);
        batch.Provider.Calls.GroupBy(static call => call.Item).Should().NotContain(static calls => calls.Count() > 3 + (3 * RetryPolicy.MostRefusals));
    });

    [Fact]
    public Task ProcessAsync_TwoEqualRuns_PrintTheSameTrace() => SampleAsync(async (batch, data) =>
    {
        var again = data.NewBatch();

        await EndAsync(batch, data);
        await EndAsync(again, data);

        again.Provider.Calls.Select(static call => (call.Item, call.Number, call.At)).Should().Equal(
            batch.Provider.Calls.Select(static call => (call.Item, call.Number, call.At)));
    });

    private static Task SampleAsync(Func<VirtualBatch, Case, Task> check) =>
        AnyCase.SampleAsync(data => check(data.NewBatch(), data), iter: Cases, threads: 1);

    private static async Task<BatchSummary> EndAsync(VirtualBatch batch, Case data)
    {
        using var cancellation = new CancellationTokenSource();
        return await batch.Time.RunAsync(async () =>
        {
            var run = batch.Processor().Start(VirtualBatch.Items(data.Items), cancellationToken: cancellation.Token);
            if (data.Ending is EndBy.Stop or EndBy.Cancel)
            {
                await batch.WaitAsync(data.EndAfterSeconds);
                await (data.Ending == EndBy.Stop ? run.StopAsync() : cancellation.CancelAsync());
            }

            try
            {
                return (BatchSummary)await run.Completion;
            }
            catch (BatchCanceledException exception)
            {
                return exception.Summary;
            }
        });
    }

    private sealed record Case(int Items, int Workers, int Chunk, double FaultRate, uint Seed, EndBy Ending, int EndAfterSeconds)
    {
        public VirtualBatch NewBatch() => new(Script)
        {
            Options =
            {
                Concurrency = { MaxWorkers = Workers },
                Processing = { ChunkSize = Chunk },
                Timeouts = { Batch = Ending == EndBy.Deadline ? TimeSpan.FromSeconds(EndAfterSeconds + 1) : null },
            },
        };

        private ScriptedAnswer Script(string item, int number)
        {
            var index = long.Parse(item.AsSpan("item-".Length), System.Globalization.CultureInfo.InvariantCulture);
            var latency = TimeSpan.FromSeconds(0.1 + (5 * Jitter.Next(Seed + 1, index, number)));
            return Jitter.Next(Seed, index, number) < FaultRate
                ? new ScriptedAnswer { Failure = new(Faults[(int)(Jitter.Next(Seed + 2, index, number) * Faults.Length)]), Latency = latency }
                : ScriptedAnswer.Ok with { Latency = latency };
        }
    }
}
