using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>Makes their clients as a user does who puts no handler of ours into their way.</summary>
internal static class OfficialSdkExtensions
{
    private const string Model = "m";
    private const string Key = "no-key";

    /// <summary>Makes a client; its own retries are off, or as many as the SDK makes by default.</summary>
    public static IChatClient NewClient(this OfficialSdk sdk, Uri address, bool retries) => sdk switch
    {
        OfficialSdk.OpenAI => NewOpenAI(address, retries).GetChatClient(Model).AsIChatClient(),
#pragma warning disable CA2000 // the chat client is all that is used of it
        OfficialSdk.Anthropic => new AnthropicClient(new ClientOptions { ApiKey = Key, BaseUrl = address.OriginalString.TrimEnd('/'), MaxRetries = retries ? null : 0 })
            .AsIChatClient(Model, defaultMaxOutputTokens: 100),
        _ => new OllamaApiClient(address, Model),
#pragma warning restore CA2000
    };

    private static OpenAIClient NewOpenAI(Uri address, bool retries)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(address, "v1") };
        if (!retries)
        {
            options.RetryPolicy = new ClientRetryPolicy(0);
        }

        return new OpenAIClient(new ApiKeyCredential(Key), options);
    }
}
