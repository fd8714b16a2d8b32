using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests.Contract;

/// <summary>A run with something of everything: its sums are the server's own.</summary>
public sealed class ContractSumsTests
{
    private const int Prompts = 60;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public static TheoryData<SimulatedWire> Wires => [.. ContractCases.Wires];

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Run_WithEveryFaultThatPasses_CountsWhatTheServerCounted(SimulatedWire wire)
    {
        await using var batch = await WireBatch.StartAsync(new() { RequestsPerMinute = 60_000 }, Answer, wire: wire);
        batch.Options.Prices[WatchedSdk.Model] = new() { InputPerMillion = 3, CachedPerMillion = 0.3m, CacheWritePerMillion = 3.75m, OutputPerMillion = 15 };
        batch.Options.Retry.BackoffBase = 1;
        batch.Options.Retry.MaxAttempts = 9;
        batch.Options.Concurrency.MaxWorkers = 8;
        batch.Server.FailNext(
            SimulatedFault.RateLimit(Moment, SimulatedHints.Milliseconds),
            SimulatedFault.Status(500),
            SimulatedFault.Status(529),
            SimulatedFault.Status(408),
            SimulatedFault.Reset,
            SimulatedFault.TruncatedBody,
            SimulatedFault.MalformedJson,
            SimulatedFault.EmptyBody,
            SimulatedFault.HtmlError(502),
            SimulatedFault.Status(400),
            SimulatedFault.Slow(Moment));

        var result = await batch.RunAsync(Prompts);

        var counted = batch.Server.Calls.Where(static call => call.Answered).TotalUsage();
        result.Termination.Should().Be(BatchTermination.Completed);
        result.FailuresByClass.Keys.Should().BeEquivalentTo([FailureClass.InvalidRequest, FailureClass.ContentFiltered, FailureClass.InvalidResponse]);
        result.Usage.Should().Be(counted, "bad answers that were read are paid for, those that broke off tell nothing");
        result.CostUsd.Should().Be(ContractRun.CostOf(counted));
        batch.Server.Calls.Should().HaveCount(batch.Client.Calls, "one attempt is one HTTP call");
    }

    /// <summary>Nearly all are good, a few are filtered or always cut; all have a part from the cache and one that is written to it.</summary>
    private static SimulatedAnswer Answer(SimulatedRequest request)
    {
        var length = request.Messages[0].Content.Length;
        return new SimulatedAnswer($"about {length}")
        {
            FinishReason = (length % 20) switch { 0 => "content_filter", 1 => "length", _ => null },
            Usage = new TokenUsage(1_000 + length, 20, 600, 100),
        };
    }
}
