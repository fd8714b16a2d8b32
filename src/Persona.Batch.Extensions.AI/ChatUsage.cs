using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>Translates what a chat client counted.</summary>
internal static class ChatUsage
{
    /// <summary>Where the Anthropic client puts the tokens it wrote to the cache.</summary>
    private const string CacheWrites = "CacheCreationInputTokens";

    /// <summary>Input includes the cached tokens, as the OpenAI and Anthropic clients count; numbers that cannot be are put right.</summary>
    /// <returns><see langword="null"/> when nothing was counted.</returns>
    public static TokenUsage? Of(UsageDetails? details)
    {
        if (details is null or { InputTokenCount: null, OutputTokenCount: null })
        {
            return null;
        }

        var cached = NotNegative(details.CachedInputTokenCount);
        var written = details.AdditionalCounts is { } more && more.TryGetValue(CacheWrites, out var count) ? NotNegative(count) : 0;
        return new TokenUsage(
            Math.Max(NotNegative(details.InputTokenCount), cached + written), NotNegative(details.OutputTokenCount), cached, written);
    }

    private static long NotNegative(long? count) => Math.Max(0, count ?? 0);
}
