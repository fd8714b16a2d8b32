using Microsoft.Extensions.AI;
using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests.Contract;

/// <summary>The limits that each provider tells are read, on good answers and on refusals; those it does not tell are not made up.</summary>
public sealed class ContractLimitTests
{
    public static TheoryData<SimulatedWire, RateLimitReport?, RateLimitReport?> Told => new()
    {
        { SimulatedWire.OpenAI, new(RequestLimit: 600, RequestsRemaining: 599, TokenLimit: 90_000), new(RequestLimit: 600, RequestsRemaining: 599, TokenLimit: 90_000) },
        { SimulatedWire.Anthropic, new(RequestLimit: 600, RequestsRemaining: 599, TokenLimit: 90_000), new(RequestLimit: 600, RequestsRemaining: 599, TokenLimit: 90_000) },
        { SimulatedWire.Gemini, null, new(RequestLimit: 600) }, // in the details of the refusal
        { SimulatedWire.Ollama, null, null },
    };

    [Theory]
    [MemberData(nameof(Told))]
    public async Task Limits_OfAGoodAnswerAndOfARefusal_AreRead(SimulatedWire wire, RateLimitReport? onSuccess, RateLimitReport? onRefusal)
    {
        await using var server = await SimulatedServer.StartAsync(new() { RequestsPerMinute = 600, TokensPerMinute = 90_000 });

        var answered = await LimitsOfAsync(server, wire);
        server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(7)));
        var refused = await LimitsOfAsync(server, wire);

        Numbers(answered).Should().Be(Numbers(onSuccess));
        (refused?.RequestLimit, refused?.TokenLimit).Should().Be((onRefusal?.RequestLimit, onRefusal?.TokenLimit));
    }

    [Fact]
    public async Task Limits_OfInputAndOutput_AreReadApart()
    {
        await using var server = await SimulatedServer.StartAsync(new() { InputTokensPerMinute = 30_000, OutputTokensPerMinute = 8_000 });

        var limits = await LimitsOfAsync(server, SimulatedWire.Anthropic);

        (limits!.InputTokenLimit, limits.OutputTokenLimit, limits.TokenLimit).Should().Be((30_000, 8_000, null));
    }

    /// <summary>Above what an item asks for, nothing can be sent: the limit once told, no second call is made to find that out.</summary>
    [Fact]
    public async Task Limits_LearnedFromOneCall_RefuseTheCallThatCannotFit()
    {
        await using var server = await SimulatedServer.StartAsync(new() { InputTokensPerMinute = 1_000, OutputTokensPerMinute = 8_000 });
        using var run = new ContractRun(SimulatedWire.Anthropic, server.EndpointOf(SimulatedWire.Anthropic));
        run.Options.Concurrency.MaxWorkers = 1;

        var result = await run.Processor().ProcessAsync(["short", new string('x', 20_000)]);

        result.Failed.Should().ContainSingle().Which.Failure!.Class.Should().Be(FailureClass.TooLarge);
        server.Calls.Should().ContainSingle();
    }

    private static (int?, int?, int?) Numbers(RateLimitReport? report) => (report?.RequestLimit, report?.RequestsRemaining, report?.TokenLimit);

    private static async Task<RateLimitReport?> LimitsOfAsync(SimulatedServer server, SimulatedWire wire)
    {
        using var sdk = WatchedSdk.Of(wire, server.EndpointOf(wire));
        var boundary = new ProviderBoundary(CancellationToken.None);
        ProviderBoundary.Current = boundary;
        try
        {
            await sdk.Client.GetResponseAsync([new ChatMessage(ChatRole.User, "Who are you?")]);
        }
        catch (ProviderException exception) when (exception.Failure.Class == FailureClass.RateLimited)
        {
            // Its limits are what is looked at.
        }

        boundary.PhysicalCalls.Should().Be(1);
        return boundary.Limits;
    }
}
