using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class AccessTests
{
    [Theory]
    [InlineData("sk-not-a-real-key", "sk-not-a*****-key")]
    [InlineData("short", "*****")]
    public async Task WrongKey_Shown_IsA401WithTheKeyMasked(string key, string masked)
    {
        await using var server = await SimulatedServer.StartAsync(new() { ApiKey = "test-key" });
        using var client = new RawClient(server) { Headers = { Authorization = new("Bearer", key) } };

        var reply = await client.AskAsync("a");

        reply.Status.Should().Be(401);
        reply.Body.Should().Be(
            $$$"""{"error":{"message":"Incorrect API key provided: {{{masked}}}. You can find your API key at https://platform.openai.com/account/api-keys.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""");
    }

    [Fact]
    public async Task NoKey_Shown_IsA401ThatSaysSo()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ApiKey = "test-key" });
        using var client = new RawClient(server);

        var reply = await client.AskAsync("a");

        (reply.Status, (string?)reply.Error["code"]).Should().Be((401, null));
        ((string)reply.Error["message"]!).Should().StartWith("You didn't provide an API key.");
        server.Calls.Should().ContainSingle().Which.Key.Should().NotBeNull();
    }

    [Fact]
    public async Task RightKey_Shown_IsLetIn()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ApiKey = "test-key" });
        using var client = new RawClient(server) { Headers = { Authorization = new("Bearer", "test-key") } };

        (await client.AskAsync("a")).Status.Should().Be(200);
    }

    [Fact]
    public async Task UnknownModel_Asked_IsA404WithItsName()
    {
        await using var server = await SimulatedServer.StartAsync(new() { Models = { "gpt-4o" }, RequestsPerMinute = 10 });
        using var client = new RawClient(server);

        var reply = await client.AskAsync("a");

        reply.Status.Should().Be(404);
        reply.Body.Should().Be(
            """{"error":{"message":"The model `gpt-4o-mini` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""");
    }

    [Fact]
    public async Task PromptAboveTheContext_Asked_IsA400WithBothNumbers()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ContextTokens = 10, RequestsPerMinute = 10 });
        using var client = new RawClient(server);

        var fits = await client.AskAsync(new string('x', 40));
        var reply = await client.AskAsync(new string('x', 41));

        (fits.Status, reply.Status).Should().Be((200, 400));
        reply.Body.Should().Be(
            """{"error":{"message":"This model's maximum context length is 10 tokens. However, your messages resulted in 11 tokens. Please reduce the length of the messages.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""");
        reply.Header("x-ratelimit-remaining-requests").Should().Be("9");
    }
}
