using System.ClientModel;
using System.ClientModel.Primitives;

using OpenAI;
using OpenAI.Chat;

namespace PersonaBatch.Testing.Server.Tests.Support;

/// <summary>The official SDK, pointed at a server.</summary>
internal static class SdkClient
{
    public static ChatClient Of(SimulatedServer server, string apiKey = "test-key", string model = "gpt-4o-mini") =>
        new(model, new ApiKeyCredential(apiKey), new OpenAIClientOptions { Endpoint = server.Endpoint, RetryPolicy = new ClientRetryPolicy(0) });

    public static ChatClient WithItsOwnRetries(SimulatedServer server) =>
        new("gpt-4o-mini", new ApiKeyCredential("test-key"), new OpenAIClientOptions { Endpoint = server.Endpoint });
}
