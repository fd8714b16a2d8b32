using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

/// <summary>Who is sent the header.</summary>
public sealed class IdempotencyKeyTests
{
    private const string Answer = """
        {"id":"1","object":"chat.completion","created":1764000000,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"yes"}}]}
        """;

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("http://127.0.0.1:1/v1", null, false)]
    [InlineData("http://127.0.0.1:1/v1", true, true)]
    [InlineData(null, false, false)]
    public async Task Key_GoesToOpenAIItselfUnlessTheOptionSaysOtherwise(string? address, bool? option, bool isSent)
    {
        using var socket = new CannedHttp(Answer);
        using var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = socket });
        var options = new OpenAIClientOptions { Transport = new HttpClientPipelineTransport(http), Endpoint = address is null ? null : new Uri(address) };
        using var client = new OpenAIClient(new ApiKeyCredential("no key"), options).GetChatClient("m").AsIChatClient();
        var processor = new OptimisedBatchProcessor<string, string>(
            client.AsBatchProvider<string, string>(static item => item, chat => chat.SendIdempotencyKey = option),
            new() { Processing = { Checkpoint = { Enabled = false } } },
            new() { Quotas = new() });

        (await processor.ProcessAsync(["item"])).EnsureAllSucceeded();

        socket.SentKeys.Select(static key => key.Length).Should().Equal(isSent ? [32] : []);
    }
}
