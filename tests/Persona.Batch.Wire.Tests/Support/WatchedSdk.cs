using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;
using PersonaBatch.Testing;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>The official SDK of a wire with all its defaults, its own retries included, behind our handler. Gemini's wire has OpenAI's.</summary>
internal sealed class WatchedSdk : IDisposable
{
    public const string Model = "gpt-simulated";

    private readonly HttpClient _http;

    private WatchedSdk(HttpClient http, IChatClient client)
    {
        _http = http;
        Client = client;
    }

    public IChatClient Client { get; }

    /// <summary>Makes a client.</summary>
    /// <param name="wire">Whose.</param>
    /// <param name="endpoint">The address that the SDK is given.</param>
    /// <param name="key">The key, where the wire has any.</param>
    /// <param name="timeout">The timeout of its HTTP client; <see langword="null"/> = none.</param>
    public static WatchedSdk Of(SimulatedWire wire, Uri endpoint, string key = WireBatch.Key, TimeSpan? timeout = null)
    {
        var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() }) { Timeout = timeout ?? Timeout.InfiniteTimeSpan };
        return new WatchedSdk(http, wire switch
        {
#pragma warning disable CA2000 // the chat client is all that is used of it
            SimulatedWire.Anthropic => new AnthropicClient(new ClientOptions { ApiKey = key, BaseUrl = endpoint.AbsoluteUri, HttpClient = http }).AsIChatClient(Model),
#pragma warning restore CA2000
            SimulatedWire.Ollama => OllamaOver(http, endpoint),
            _ => new OpenAIClient(
                new ApiKeyCredential(key),
                new OpenAIClientOptions { Endpoint = endpoint, Transport = new HttpClientPipelineTransport(http) }).GetChatClient(Model).AsIChatClient(),
        });
    }

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }

    private static OllamaApiClient OllamaOver(HttpClient http, Uri endpoint)
    {
        http.BaseAddress = endpoint;
        return new OllamaApiClient(http, Model);
    }
}
