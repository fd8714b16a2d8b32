using PersonaBatch.Testing;

namespace PersonaBatch.Wire.Tests.Contract;

/// <summary>The same through a client that streams: what breaks off within an answer is never taken for a whole one.</summary>
public sealed class ContractStreamTests
{
    private const string Answer = "One, two, three, four, five, six, seven, eight, nine, ten.";

    public static TheoryData<SimulatedWire, string, FailureClass> Faults
    {
        get
        {
            var data = new TheoryData<SimulatedWire, string, FailureClass>();
            foreach (var wire in ContractCases.Wires)
            {
                data.Add(wire, "429", FailureClass.RateLimited);
                data.Add(wire, "reset", FailureClass.Network);
                data.Add(wire, "truncated", FailureClass.Network);
                data.Add(wire, "unfinished", FailureClass.InvalidResponse);
                data.Add(wire, "malformed", FailureClass.InvalidResponse);
                data.Add(wire, "empty", FailureClass.InvalidResponse);

                // Its SDK alone throws what the stream says; the others drop it, and the end of the answer with it.
                data.Add(wire, "error in the stream", wire == SimulatedWire.Anthropic ? FailureClass.Overloaded : FailureClass.InvalidResponse);
            }

            return data;
        }
    }

    public static TheoryData<SimulatedWire> Wires => [.. ContractCases.Wires];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Stream_ThatFails_IsOneCallWithItsClass(SimulatedWire wire, string name, FailureClass expected)
    {
        await using var server = await SimulatedServer.StartAsync(answer: static _ => Answer);
        using var run = new ContractRun(wire, server.EndpointOf(wire), streams: true);
        server.FailNext(FaultOf(name));

        var outcome = await run.AskAsync();

        server.Calls.Should().ContainSingle();
        (outcome.Failure?.Class).Should().Be(expected, $"{outcome.Failure} {outcome.Value}");
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Stream_InGoodOrder_IsTheAnswerAndItsCost(SimulatedWire wire)
    {
        await using var server = await SimulatedServer.StartAsync(answer: static _ => Answer);
        using var run = new ContractRun(wire, server.EndpointOf(wire), streams: true);

        var outcome = await run.AskAsync();

        outcome.Value.Should().Be(Answer);
        outcome.Usage.Should().Be(server.Calls.TotalUsage());
        outcome.CostUsd.Should().Be(ContractRun.CostOf(server.Calls.TotalUsage()));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Stream_Unfinished_KeepsWhatCame(SimulatedWire wire)
    {
        await using var server = await SimulatedServer.StartAsync(answer: static _ => Answer);
        using var run = new ContractRun(wire, server.EndpointOf(wire), streams: true);
        server.FailNext(SimulatedFault.UnfinishedStream);

        var outcome = await run.AskAsync();

        outcome.Failure!.ResponseText.Should().StartWith("One").And.NotContain("ten");
    }

    private static SimulatedFault FaultOf(string name) => name switch
    {
        "429" => SimulatedFault.RateLimit(TimeSpan.FromSeconds(7)),
        "reset" => SimulatedFault.Reset,
        "truncated" => SimulatedFault.TruncatedBody,
        "unfinished" => SimulatedFault.UnfinishedStream,
        "malformed" => SimulatedFault.MalformedJson,
        "empty" => SimulatedFault.EmptyBody,
        _ => SimulatedFault.ErrorInStream,
    };
}
