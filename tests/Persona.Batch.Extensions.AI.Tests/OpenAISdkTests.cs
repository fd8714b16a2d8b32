using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

/// <summary>What the real SDK and its adapter make of an answer, without a network.</summary>
public sealed class OpenAISdkTests
{
    [Fact]
    public async Task Answer_IsReadAndItsCachedTokensCounted()
    {
        using var http = new CannedHttp(Body("""{"role":"assistant","content":"{\"name\":\"Ada\",\"age\":36}","refusal":null}"""));

        var result = await RunAsync(http);

        result.Values.Should().Equal(new Persona("Ada", 36));
        result.Usage.Should().Be(new TokenUsage(100, 20, CachedInputTokens: 64));
        http.Sent.Should().Contain("\"json_schema\"").And.Contain("\"max_completion_tokens\":500");
    }

    [Fact]
    public async Task Refusal_IsFiltered()
    {
        using var http = new CannedHttp(Body("""{"role":"assistant","content":null,"refusal":"I cannot help with that."}"""));

        var result = await RunAsync(http);

        result.Failed.Should().ContainSingle().Which.Failure.Should().Be(
            new BatchFailure(FailureClass.ContentFiltered, "I cannot help with that.") { Code = "Refusal" });
    }

    [Fact]
    public async Task Cut_IsInvalidAndItsTextKept()
    {
        using var http = new CannedHttp(Body("""{"role":"assistant","content":"{\"name\":\"A","refusal":null}""", "length"));

        var result = await RunAsync(http);

        result.Failed.Should().ContainSingle().Which.Failure.Should().Be(
            new BatchFailure(FailureClass.InvalidResponse, "The answer was cut at MaxOutputTokens (500).") { Code = "length", ResponseText = "{\"name\":\"A" });
    }

    private static async Task<BatchResult<string, Persona>> RunAsync(HttpMessageHandler handler)
    {
        using var http = new HttpClient(handler, disposeHandler: false);
        using var client = new OpenAIClient(new ApiKeyCredential("no key"), new OpenAIClientOptions { Transport = new HttpClientPipelineTransport(http) })
            .GetChatClient("gpt-test").AsIChatClient();
        var processor = new OptimisedBatchProcessor<string, Persona>(
            client.AsBatchProvider<string, Persona>(item => item, chat => chat.ChatOptions.MaxOutputTokens = 500),
            new() { Retry = { MaxAttempts = 1 }, Processing = { Checkpoint = { Enabled = false } } },
            new() { Quotas = new() });
        return await processor.ProcessAsync(["item"]);
    }

    private static string Body(string message, string finish = "stop") => $$"""
        {
          "id": "chatcmpl-1", "object": "chat.completion", "created": 1764000000, "model": "gpt-test",
          "choices": [{ "index": 0, "finish_reason": "{{finish}}", "logprobs": null, "message": {{message}} }],
          "usage": { "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, "prompt_tokens_details": { "cached_tokens": 64 } }
        }
        """;
}
