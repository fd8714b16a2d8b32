using System.ClientModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests;

/// <summary>A user's own calls on the quota of batches, through an official SDK: it stays as it is, and what it meets is heard.</summary>
[SuppressMessage("Performance", "CA1859:Use concrete types when possible", Justification = "What WithBatchQuota returns is the interface.")]
public sealed class InteractiveTests
{
    private readonly ProviderQuotas _quotas = new();

    [Fact]
    public async Task Call_Refused_IsTheSdksToRepeat()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var sdk = WatchedSdk.Of(SimulatedWire.OpenAI, server.Endpoint);
        using var sut = Quota(sdk);
        server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromMilliseconds(50)), SimulatedFault.Status(500));

        var response = await AskAsync(sut);

        response.Text.Should().Be("Echo: Who are you?");
        server.Calls.Select(static call => call.Status).Should().Equal(429, 500, 200);
    }

    [Fact]
    public async Task Call_ThatFails_ThrowsWhatTheSdkThrows()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ApiKey = "another" });
        using var sdk = WatchedSdk.Of(SimulatedWire.OpenAI, server.Endpoint);
        using var sut = Quota(sdk);

        await sut.Invoking(AskAsync).Should().ThrowAsync<ClientResultException>();
    }

    [Fact]
    public async Task Call_ThatIsRefused_PausesTheBatch()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var sdk = WatchedSdk.Of(SimulatedWire.Ollama, server.EndpointOf(SimulatedWire.Ollama));
        using var sut = Quota(sdk);
        server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(1), SimulatedHints.Seconds)); // a header, which its SDK's exception loses

        await sut.Invoking(AskAsync).Should().ThrowAsync<HttpRequestException>();
        (await Processor(sdk).ProcessAsync(["item"])).EnsureAllSucceeded();

        (server.Calls[1].Arrival - server.Calls[0].Arrival).Should().BeGreaterThan(TimeSpan.FromMilliseconds(900));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Limits_ThatACallWasTold_AreTheBatchs(bool streams)
    {
        await using var server = await SimulatedServer.StartAsync(new() { RequestsPerMinute = 600 });
        using var sdk = WatchedSdk.Of(SimulatedWire.OpenAI, server.Endpoint);
        using var sut = Quota(sdk);

        _ = streams ? await sut.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Who?")]).ToChatResponseAsync() : await AskAsync(sut);
        server.Change(static options => options.RateLimitHeaders = false);
        var result = await Processor(sdk).ProcessAsync(Enumerable.Range(0, 21).Select(static n => $"{n}"));

        result.EnsureAllSucceeded();
        result.Duration.Should().BeGreaterThan(TimeSpan.FromSeconds(1), "6 at once and 10 a second: 21 calls take one and a half");
    }

    private static Task<ChatResponse> AskAsync(IChatClient client) => client.GetResponseAsync([new ChatMessage(ChatRole.User, "Who are you?")]);

    private IChatClient Quota(WatchedSdk sdk) => sdk.Client.WithBatchQuota("simulated", _quotas);

    private OptimisedBatchProcessor<string, string> Processor(WatchedSdk sdk) => new(
        sdk.Client.AsBatchProvider<string, string>(static item => item),
        new() { Provider = "simulated", Processing = { Checkpoint = { Enabled = false } } },
        new() { Quotas = _quotas });
}
