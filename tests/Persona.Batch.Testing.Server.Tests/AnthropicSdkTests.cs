using Anthropic.Exceptions;

using Microsoft.Extensions.AI;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

/// <summary>What the official SDK of Anthropic makes of the server, beyond what every SDK does.</summary>
public sealed class AnthropicSdkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetResponseAsync_WithAToolThatMustBeCalled_CallsIt(bool streaming)
    {
        await using var server = await SimulatedServer.StartAsync(answer: _ => """{"name":"Ada","age":36}""");
        using var sut = ChatClients.Of(server, SimulatedWire.Anthropic);
        var options = new ChatOptions
        {
            Tools = [AIFunctionFactory.Create(static (string name, int age) => $"{name} {age}", "persona")],
            ToolMode = ChatToolMode.RequireSpecific("persona"),
        };

        var response = streaming
            ? (await sut.GetStreamingResponseAsync("Who?", options).ToListAsync()).ToChatResponse()
            : await sut.GetResponseAsync("Who?", options);

        var call = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Should().ContainSingle().Subject;
        (call.Name, call.Arguments!["name"]!.ToString(), call.Arguments["age"]!.ToString()).Should().Be(("persona", "Ada", "36"));
        response.FinishReason.Should().Be(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task GetResponseAsync_WithTheSdksOwnKey_IsLetInAndOthersAreNot()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ApiKey = "test-key" });
        using var known = ChatClients.AnthropicOf(server).AsIChatClient("m");
        using var unknown = ChatClients.AnthropicOf(server, key: "another").AsIChatClient("m");

        (await known.GetResponseAsync("a")).Text.Should().Be("Echo: a");
        await unknown.Invoking(client => client.GetResponseAsync("a")).Should().ThrowAsync<AnthropicUnauthorizedException>();
        server.Calls[0].UserAgent.Should().StartWith("AnthropicClient/C#");
    }

    [Fact]
    public async Task GetResponseAsync_Overloaded_IsTheSdksExceptionForIt()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var sut = ChatClients.Of(server, SimulatedWire.Anthropic);
        server.FailNext(SimulatedFault.Status(529), SimulatedFault.Status(413), SimulatedFault.RateLimit());

        await sut.Invoking(client => client.GetResponseAsync("a")).Should().ThrowAsync<AnthropicOverloadedException>();
        await sut.Invoking(client => client.GetResponseAsync("a")).Should().ThrowAsync<AnthropicContentTooLargeException>();
        await sut.Invoking(client => client.GetResponseAsync("a")).Should().ThrowAsync<AnthropicRateLimitException>();
    }

    [Fact]
    public async Task GetStreamingResponseAsync_ErrorInStream_Throws()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var sut = ChatClients.Of(server, SimulatedWire.Anthropic);
        server.FailNext(SimulatedFault.ErrorInStream);

        var thrown = await sut.Invoking(async client => await client.GetStreamingResponseAsync("a").ToListAsync()).Should().ThrowAsync<AnthropicException>();

        thrown.Which.Message.Should().Contain("overloaded_error");
    }

    [Fact]
    public async Task GetResponseAsync_WithTheSdksOwnRetries_ShowsEveryPhysicalCall()
    {
        await using var server = await SimulatedServer.StartAsync();
        server.FailNext(SimulatedFault.Status(529));
        using var sut = new Anthropic.AnthropicClient(new() { ApiKey = "k", BaseUrl = server.EndpointOf(SimulatedWire.Anthropic).AbsoluteUri }).AsIChatClient("m");

        var response = await sut.GetResponseAsync("a");

        response.Text.Should().Be("Echo: a");
        server.Calls.Select(call => call.Status).Should().Equal(529, 200);
    }

    [Fact]
    public async Task Models_Listed_AreThoseThereAre()
    {
        await using var server = await SimulatedServer.StartAsync(new() { Models = { "claude-a", "claude-b" } });

        var models = await ChatClients.AnthropicOf(server).Models.List();

        models.Items.Select(model => model.ID).Should().Equal("claude-a", "claude-b");
    }
}
