using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace PersonaBatch.Chat.Tests.Docs;

/// <summary>The code of docs/chat-clients.md, compiled.</summary>
internal static class ChatClientsPage
{
    public static IChatClient SetUp(string key)
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

    public static async Task<IEnumerable<string>> TextAsync(IChatClient client)
    {
        var provider = client.AsBatchProvider<string, string>(
            city => $"Describe {city} in one sentence.",
            chat =>
            {
                chat.SystemPrompt = "You write for a travel guide.";
                chat.ChatOptions.MaxOutputTokens = 200;
            });
        var processor = new OptimisedBatchProcessor<string, string>(provider, new BatchOptions { BatchId = "cities" });

        var result = await processor.ProcessAsync(["Oslo", "Paris"]);
        return result.Values;
    }

    public static IBatchProvider<string, string> ForItem(IChatClient client)
    {
        var provider = client.AsBatchProvider<string, string>(
            text => $"Shorten to half: {text}",
            chat => chat.ForItem = (text, options) => options.MaxOutputTokens = 50 + (text.Length / 4));
        return provider;
    }

    public static void Interactive(IServiceCollection services, IConfiguration configuration)
    {
        services.AddKeyedChatClient("interactive", provider => SetUp(configuration["OPENAI_API_KEY"]!)
            .WithBatchQuota("openai", provider.GetRequiredService<ProviderQuotas>()));
    }

    public static OptimisedBatchProcessor<Brief, Persona> Structured(IChatClient client, BatchOptions options)
    {
        var provider = client.AsBatchProvider<Brief, Persona>(
            brief => $"Write a persona for: {brief.Text}",
            chat => chat.ChatOptions.MaxOutputTokens = 2000);
        var hooks = new BatchHooks<Brief, Persona>
        {
            ItemId = brief => brief.Id,
            Validate = (_, persona) => persona.Goals.Length > 0 ? null : "The persona has no goals.",
        };
        var processor = new OptimisedBatchProcessor<Brief, Persona>(provider, options, hooks);
        return processor;
    }

    public static void Container(IServiceCollection services, IConfiguration configuration)
    {
        services.AddChatClient(_ => SetUp(configuration["OPENAI_API_KEY"]!));
        services.AddBatchProcessor<Brief, Persona>("personas", configuration.GetSection("batch"))
            .UseChatClient("openai", brief => $"Write a persona for: {brief.Text}", chat => chat.ChatOptions.MaxOutputTokens = 2000)
            .ConfigureHooks(hooks => hooks.ItemId = brief => brief.Id);
    }

    public static void Second(IServiceCollection services, BatchProcessorBuilder<Brief, Persona> builder, IChatClient second)
    {
        services.AddKeyedChatClient("anthropic", second);
        builder.ThenUseChatClient("anthropic", brief => $"Write a persona for: {brief.Text}", chat => chat.ChatOptions.MaxOutputTokens = 2000);
    }

    public static async Task<BatchResult<Brief, Persona>> ReadAgainAsync(OptimisedBatchProcessor<Brief, Persona> processor, Brief[] briefs)
    {
        var free = new BatchRunOptions { BatchId = "personas", RetryFailed = RetryFailed.None, AdmitNewItems = false };
        var result = await processor.ProcessAsync(briefs, free);
        return result;
    }

    public static async Task<BatchResult<Brief, Persona>> AskAgainAsync(OptimisedBatchProcessor<Brief, Persona> processor, Brief[] briefs)
    {
        var longer = new BatchRunOptions { BatchId = "personas", RunAgain = recorded => recorded.Failure?.Code == "length" };
        var result = await processor.ProcessAsync(briefs, longer);
        return result;
    }

    public static BatchOptions Prices()
    {
        var options = new BatchOptions
        {
            BatchId = "personas",
            Prices =
            {
                ["gpt-5-mini"] = new() { InputPerMillion = 0.25m, CachedPerMillion = 0.025m, OutputPerMillion = 2m },
            },
        };
        return options;
    }

    public sealed record Brief(string Id, string Text);

    public sealed record Persona(string Name, int Age, string[] Goals);
}
