using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests;

/// <summary>The key of a call, as the provider sees it.</summary>
public sealed class IdempotencyTests
{
    [Theory]
    [InlineData(SimulatedWire.OpenAI)]
    [InlineData(SimulatedWire.Anthropic)]
    public async Task Key_IsTheSameAfterALostAnswerAndAnotherAfterAWholeOne(SimulatedWire wire)
    {
        await using var server = await SimulatedServer.StartAsync();
        server.FailNext(SimulatedFault.Status(500), SimulatedFault.Reset, SimulatedFault.MalformedJson);

        await RunAsync(server, wire, sends: true);

        var keys = server.Calls.Select(static call => call.IdempotencyKey).ToList();
        keys.Should().HaveCount(4).And.NotContainNulls();
        keys.Distinct().Should().Equal(keys[0], keys[3]);
        keys[2].Should().Be(keys[0], "nobody knows whether the answers before it were paid for");
    }

    [Theory]
    [InlineData(SimulatedWire.OpenAI)]
    [InlineData(SimulatedWire.Anthropic)]
    [InlineData(SimulatedWire.Ollama)]
    [InlineData(SimulatedWire.Gemini)]
    public async Task Key_WithoutBeingAskedFor_IsNotSentToOthersThanOpenAI(SimulatedWire wire)
    {
        await using var server = await SimulatedServer.StartAsync();

        await RunAsync(server, wire, sends: null);

        server.Calls.Should().ContainSingle().Which.IdempotencyKey.Should().BeNull();
    }

    private static async Task RunAsync(SimulatedServer server, SimulatedWire wire, bool? sends)
    {
        using var sdk = WatchedSdk.Of(wire, server.EndpointOf(wire));
        var processor = new OptimisedBatchProcessor<string, string>(
            sdk.Client.AsBatchProvider<string, string>(static item => item, chat => chat.SendIdempotencyKey = sends),
            new() { Processing = { Checkpoint = { Enabled = false } }, Retry = { BackoffBase = 1, MaxAttempts = 5 } },
            new() { Quotas = new ProviderQuotas() });

        (await processor.ProcessAsync(["item"])).EnsureAllSucceeded();
    }
}
