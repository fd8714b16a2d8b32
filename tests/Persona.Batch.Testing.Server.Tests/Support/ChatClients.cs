using System.ClientModel;
using System.ClientModel.Primitives;

using Anthropic;
using Anthropic.Core;

using Microsoft.Extensions.AI;

using OllamaSharp;

using OpenAI;

namespace PersonaBatch.Testing.Server.Tests.Support;

/// <summary>The official SDK of each wire, without retries of its own, as Microsoft.Extensions.AI sees it.</summary>
internal static class ChatClients
{
    private const string Key = "test-key";

    public static IChatClient Of(SimulatedServer server, SimulatedWire wire) => wire switch
    {
        SimulatedWire.Anthropic => AnthropicOf(server).AsIChatClient(WireCall.Model),
        SimulatedWire.Ollama => OllamaOf(server),
        _ => new OpenAIClient(
            new ApiKeyCredential(Key),
            new OpenAIClientOptions { Endpoint = server.EndpointOf(wire), RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient(WireCall.Model).AsIChatClient(),
    };

    public static AnthropicClient AnthropicOf(SimulatedServer server, string key = Key) =>
        new(new ClientOptions { ApiKey = key, BaseUrl = server.EndpointOf(SimulatedWire.Anthropic).AbsoluteUri, MaxRetries = 0 });

    public static OllamaApiClient OllamaOf(SimulatedServer server) => new(server.EndpointOf(SimulatedWire.Ollama), WireCall.Model);
}
