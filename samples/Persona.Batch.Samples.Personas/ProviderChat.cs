using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;
using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Personas;

/// <summary>The official SDK of each provider, set up so that one attempt is one HTTP call and nothing but the batch ends it.</summary>
internal static class ProviderChat
{
    /// <summary>Makes the HTTP client: its handler shows the batch what the SDK hides, and the SDK's own retries never start.</summary>
    /// <param name="endpoint">Whom to call.</param>
    /// <returns>A client for any number of calls at once.</returns>
    public static HttpClient NewHttpClient(Endpoint endpoint) => new(new ProviderBoundaryHandler { InnerHandler = NewSocketsHandler(endpoint) })
    {
        BaseAddress = endpoint.Address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Makes what opens the connections. A proxy, if the machine has one, does not know the way back to the machine.</summary>
    /// <param name="endpoint">Whom to call.</param>
    /// <returns>The last handler of the chain.</returns>
    public static SocketsHttpHandler NewSocketsHandler(Endpoint endpoint) => new() { UseProxy = !endpoint.Address.IsLoopback };

    /// <summary>Makes the chat client.</summary>
    /// <param name="http">An HTTP client with a <see cref="ProviderBoundaryHandler"/>, the endpoint's address and no timeout.</param>
    /// <param name="endpoint">Whom to call.</param>
    /// <param name="model">The model to ask.</param>
    /// <returns>The client, as any provider's SDK has one.</returns>
    public static IChatClient NewClient(HttpClient http, Endpoint endpoint, string model) => endpoint.Provider.Wire switch
    {
        SimulatedWire.Anthropic => new AnthropicClient(new ClientOptions
        {
            ApiKey = endpoint.Key,
            BaseUrl = endpoint.Address.AbsoluteUri,
            HttpClient = http,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        }).AsIChatClient(model),
        SimulatedWire.Ollama => new OllamaApiClient(http, model),
        _ => new OpenAIClient(new ApiKeyCredential(endpoint.Key), new OpenAIClientOptions
        {
            Endpoint = endpoint.Address,
            Transport = new HttpClientPipelineTransport(http),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        }).GetChatClient(model).AsIChatClient(),
    };
}
