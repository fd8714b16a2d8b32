using Microsoft.Extensions.AI;
using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests.Contract;

/// <summary>One item, one attempt, through an official SDK with its own retries left on.</summary>
internal sealed class ContractRun : IDisposable
{
    private static readonly ModelPrice Price = new() { InputPerMillion = 3, CachedPerMillion = 0.3m, CacheWritePerMillion = 3.75m, OutputPerMillion = 15 };

    private readonly WatchedSdk _sdk;
    private readonly IChatClient _client;

    public ContractRun(SimulatedWire wire, Uri endpoint, string key = WireBatch.Key, TimeSpan? httpTimeout = null, bool streams = false)
    {
        _sdk = WatchedSdk.Of(wire, endpoint, key, httpTimeout);
        _client = streams ? new StreamedClient(_sdk.Client) : _sdk.Client;
    }

    public BatchOptions Options { get; } = new()
    {
        Provider = "simulated",
        Processing = { Checkpoint = { Enabled = false } },
        Retry = { RetryableErrors = [], MaxAttempts = 1 },
        Prices = { [WatchedSdk.Model] = Price },
    };

    /// <summary>What the provider would charge for these calls, by its own counts.</summary>
    public static decimal CostOf(TokenUsage usage) =>
        (((usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens) * 3m) + (usage.CachedInputTokens * 0.3m)
            + (usage.CacheWriteTokens * 3.75m) + (usage.OutputTokens * 15m)) / 1_000_000;

    public async Task<ItemOutcome<string, string>> AskAsync(string prompt = "Who are you?", CancellationToken cancellationToken = default)
    {
        var result = await Processor().ProcessAsync([prompt], cancellationToken: cancellationToken);
        return result.Outcomes.Single();
    }

    public OptimisedBatchProcessor<string, string> Processor() => new(
        _client.AsBatchProvider<string, string>(static prompt => prompt, static chat => chat.ChatOptions.MaxOutputTokens = 50),
        Options,
        new() { Quotas = new ProviderQuotas() });

    public void Dispose()
    {
        _client.Dispose();
        _sdk.Dispose();
    }
}
