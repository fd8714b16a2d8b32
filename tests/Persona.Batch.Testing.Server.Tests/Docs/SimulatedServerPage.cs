using System.ClientModel;

using Anthropic;

using Microsoft.Extensions.AI;

using OllamaSharp;

using OpenAI;
using OpenAI.Chat;

namespace PersonaBatch.Testing.Server.Tests.Docs;

/// <summary>The code of docs/simulated-server.md, compiled.</summary>
internal static class SimulatedServerPage
{
    public static async Task<string> StartAsync()
    {
        await using var server = await SimulatedServer.StartAsync(
            new() { RequestsPerMinute = 600, TokensPerMinute = 90_000, Latency = TimeSpan.FromMilliseconds(400), LatencySpread = 0.5, ApiKey = "test-key" },
            request => $"a persona for {request.LastUserMessage}");

        var chat = new ChatClient("gpt-4o-mini", new ApiKeyCredential("test-key"), new OpenAIClientOptions { Endpoint = server.Endpoint });

        return (await chat.CompleteChatAsync("a nurse")).Value.Content[0].Text;
    }

    public static IReadOnlyList<IChatClient> ClientsOf(SimulatedServer server)
    {
        var key = new ApiKeyCredential("test-key");
        var openai = new OpenAIClient(key, new() { Endpoint = server.EndpointOf(SimulatedWire.OpenAI) }).GetChatClient("gpt-4o-mini").AsIChatClient();
        var gemini = new OpenAIClient(key, new() { Endpoint = server.EndpointOf(SimulatedWire.Gemini) }).GetChatClient("gemini-2.5-flash").AsIChatClient();
        var anthropic = new AnthropicClient(new() { ApiKey = "test-key", BaseUrl = server.EndpointOf(SimulatedWire.Anthropic).AbsoluteUri }).AsIChatClient("claude-haiku-4-5");
        var ollama = new OllamaApiClient(server.EndpointOf(SimulatedWire.Ollama), "llama3.2");

        return [openai, gemini, anthropic, ollama];
    }

    public static void Limit(SimulatedServer server)
    {
        // Anthropic's three limits, and no more than 5 calls a second.
        server.Change(options =>
        {
            (options.RequestsPerMinute, options.InputTokensPerMinute, options.OutputTokensPerMinute) = (50, 30_000, 8_000);
            options.RequestsPerSecond = 5;
        });

        // Ollama's: OLLAMA_NUM_PARALLEL and OLLAMA_MAX_QUEUE.
        server.Change(options => (options.Concurrency, options.QueueLimit) = (4, 512));
    }

    public static void Script(SimulatedServer server)
    {
        server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(1)), SimulatedFault.Status(500), SimulatedFault.Reset);
        server.FailWhen(request => request.LastUserMessage is "Paris", SimulatedFault.Hang, times: 2);
        server.FailWhen(request => request.Call == 1, SimulatedFault.Status(503)); // each prompt's first call
        server.FailWhen(request => request.Wire == SimulatedWire.Anthropic, SimulatedFault.Status(529));
    }

    public static void Prove(SimulatedServer server, TokenUsage reported)
    {
        var peak = server.Calls.MostInAnyWindow(TimeSpan.FromMinutes(1)); // each call counts, whatever it got
        Assert.True(peak.Requests <= 600 && peak.Tokens <= 90_000);

        Assert.Equal(server.Calls.TotalUsage(), reported); // what your own sums say
    }
}
