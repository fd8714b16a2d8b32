using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests.Contract;

/// <summary>Every official SDK against every failure: one attempt is one HTTP call, and means the same whoever the vendor is.</summary>
public sealed class ContractTests
{
    public static TheoryData<SimulatedWire, string> Cases
    {
        get
        {
            var data = new TheoryData<SimulatedWire, string>();
            foreach (var (wire, row) in ContractCases.Wires.SelectMany(static _ => ContractCases.All, static (wire, row) => (wire, row)))
            {
                data.Add(wire, row.Name);
            }

            return data;
        }
    }

    public static TheoryData<SimulatedWire> Wires => [.. ContractCases.Wires];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Attempt_IsOneCallWithItsClassItsWaitAndItsCost(SimulatedWire wire, string name)
    {
        var row = ContractCases.Of(name);
        await using var server = await StartAsync();
        using var run = new ContractRun(wire, server.EndpointOf(wire));
        server.FailNext(row.Fault is { } fault ? [fault] : []);

        var outcome = await run.AskAsync();

        server.Calls.Should().ContainSingle("whatever the SDK would repeat");
        (outcome.Failure?.Class).Should().Be(row.MeaningOn(wire), outcome.Failure?.ToString());
        AssertWait(outcome.Failure?.RetryAfter, row.Seconds);
        if (row.Meaning is null)
        {
            outcome.Usage.Should().Be(server.Calls.TotalUsage()).And.NotBe(default(TokenUsage));
            outcome.CostUsd.Should().Be(ContractRun.CostOf(server.Calls.TotalUsage()));
        }
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Attempt_NobodyListens_IsTheNetwork(SimulatedWire wire)
    {
        var server = await StartAsync();
        await server.DisposeAsync();
        using var run = new ContractRun(wire, server.EndpointOf(wire));

        (await run.AskAsync()).Failure!.Class.Should().Be(FailureClass.Network);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Attempt_WithAnotherKey_IsUnauthorizedWhereKeysAreAskedFor(SimulatedWire wire)
    {
        await using var server = await StartAsync();
        using var run = new ContractRun(wire, server.EndpointOf(wire), key: "sk-wrong-0123456789abcdef");

        var outcome = await run.AskAsync();

        server.Calls.Should().ContainSingle();
        (outcome.Failure?.Class).Should().Be(wire == SimulatedWire.Ollama ? null : FailureClass.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Attempt_Hanging_EndsByTheBatchsTime(SimulatedWire wire)
    {
        await using var server = await StartAsync();
        using var run = new ContractRun(wire, server.EndpointOf(wire));
        run.Options.Timeouts.Attempt = TimeSpan.FromMilliseconds(300);
        server.FailNext(SimulatedFault.Hang);

        var outcome = await run.AskAsync();

        outcome.Failure!.Class.Should().Be(FailureClass.Timeout);
        outcome.Failure.Message.Should().Contain("Timeouts.Attempt");
        await server.WhenIdleAsync();
        server.Calls.Should().ContainSingle().Which.ClientGone.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Attempt_HangingUntilTheHttpClientGivesUp_IsATimeoutAndNotRepeated(SimulatedWire wire)
    {
        await using var server = await StartAsync();
        using var run = new ContractRun(wire, server.EndpointOf(wire), httpTimeout: TimeSpan.FromMilliseconds(300));
        server.FailNext(SimulatedFault.Hang);

        var outcome = await run.AskAsync();

        outcome.Failure!.Class.Should().Be(FailureClass.Timeout);
        outcome.Failure.Message.Should().Contain("HttpClient.Timeout");
        server.Calls.Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Attempt_CancelledByTheUser_IsNoFailureOfTheProviders(SimulatedWire wire)
    {
        await using var server = await StartAsync();
        using var run = new ContractRun(wire, server.EndpointOf(wire));
        using var user = new CancellationTokenSource();
        server.FailNext(SimulatedFault.Hang);

        var asking = run.Processor().ProcessAsync(["Who are you?"], cancellationToken: user.Token);
        await server.WhenReceivedAsync(1);
        await user.CancelAsync();

        var thrown = (await asking.Invoking(static task => task).Should().ThrowAsync<BatchCanceledException>()).Which;
        thrown.CancellationToken.Should().Be(user.Token);
        ((BatchResult<string, string>)thrown.Summary).Outcomes.Should().ContainSingle()
            .Which.Should().Match<ItemOutcome<string, string>>(static outcome => outcome.Status == ItemStatus.Aborted && outcome.Failure!.Class == FailureClass.Local);
        await server.WhenIdleAsync();
        server.Calls.Should().ContainSingle();
    }

    private static Task<SimulatedServer> StartAsync() => SimulatedServer.StartAsync(new() { ApiKey = WireBatch.Key }, static _ => "a short answer");

    private static void AssertWait(TimeSpan? wait, (double Least, double Most)? seconds)
    {
        var (least, most) = seconds ?? default;
        (wait ?? default).TotalSeconds.Should().BeInRange(least, most);
    }
}
