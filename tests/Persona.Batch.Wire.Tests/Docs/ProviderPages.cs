using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace PersonaBatch.Wire.Tests.Docs;

/// <summary>The code of docs/providers, compiled.</summary>
internal static class ProviderPages
{
    public static IChatClient OpenAI(string key)
    {
        var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var openAI = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        IChatClient client = openAI.GetChatClient("gpt-5-mini").AsIChatClient();
        return client;
    }

    public static BatchOptions OpenAIOptions()
    {
        var options = new BatchOptions
        {
            BatchId = "personas",
            Prices = { ["gpt-5-mini"] = new() { InputPerMillion = 0.25m, CachedPerMillion = 0.025m, OutputPerMillion = 2m } },
        };
        return options;
    }

    public static IChatClient Anthropic(string key)
    {
        var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var anthropic = new AnthropicClient(new ClientOptions
        {
            ApiKey = key,
            HttpClient = http,
            Timeout = Timeout.InfiniteTimeSpan,
        });
        IChatClient client = anthropic.AsIChatClient("claude-haiku-4-5");
        return client;
    }

    public static (IBatchProvider<string, string> Provider, BatchOptions Options) AnthropicOptions(IChatClient client)
    {
        var provider = client.AsBatchProvider<string, string>(
            item => $"Write a persona for: {item}",
            chat => chat.ChatOptions.MaxOutputTokens = 4000);
        var options = new BatchOptions
        {
            BatchId = "personas",
            Prices =
            {
                ["claude-haiku-4-5"] = new() { InputPerMillion = 1m, CachedPerMillion = 0.1m, CacheWritePerMillion = 1.25m, OutputPerMillion = 5m },
            },
        };
        return (provider, options);
    }

    public static IChatClient Ollama()
    {
        var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() })
        {
            BaseAddress = new Uri("http://localhost:11434/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        IChatClient client = new OllamaApiClient(http, "llama3.2");
        return client;
    }

    public static BatchOptions OllamaOptions()
    {
        var options = new BatchOptions
        {
            BatchId = "personas",
            Provider = "ollama",
            Providers = { ["ollama"] = new() { MaxConcurrent = 4 } },
            Prices = { ["llama3.2"] = new() },
        };
        return options;
    }

    public static IChatClient Gemini(string key)
    {
        var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var gemini = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Endpoint = new Uri("https://generativelanguage.googleapis.com/v1beta/openai/"),
            Transport = new HttpClientPipelineTransport(http),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        IChatClient client = gemini.GetChatClient("gemini-2.5-flash").AsIChatClient();
        return client;
    }

    public static BatchOptions GeminiOptions()
    {
        var options = new BatchOptions
        {
            BatchId = "personas",
            Provider = "gemini",
            Providers = { ["gemini"] = new() { RequestsPerMinute = 1000, InputTokensPerMinute = 1_000_000, RequestsPerDay = 10_000 } },
            Prices = { ["gemini-2.5-flash"] = new() { InputPerMillion = 0.3m, OutputPerMillion = 2.5m } },
        };
        return options;
    }
}
