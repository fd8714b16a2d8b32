using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Limits in the headers of Anthropic.</summary>
/// <remarks>
/// As recorded: resets are instants in whole seconds, cut off, so that most are not in the future; tokens that are left are
/// rounded to thousands; where there are limits on input and output, the one on tokens is their sum and resets with the first of them.
/// </remarks>
internal static class AnthropicRateLimitHeaders
{
    private const double RoundedTo = 1000;

    public static void Write(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits)
    {
        foreach (var limit in limits)
        {
            Write(headers, limit);
        }

        LimitReading[] parts = [.. limits.Where(static limit => limit.Unit is LimitUnit.InputTokens or LimitUnit.OutputTokens)];
        if (parts.Length == 2 && limits.All(static limit => limit.Unit != LimitUnit.Tokens))
        {
            var sum = new LimitReading(LimitUnit.Tokens, parts.Sum(static part => part.Limit), parts.Sum(static part => part.Remaining), default);
            Write(headers, sum with { FullAt = parts.Min(static part => part.FullAt) });
        }
    }

    private static void Write(IHeaderDictionary headers, LimitReading limit)
    {
        var name = $"anthropic-ratelimit-{LimitWords.Unit(limit.Unit).Replace(' ', '-')}";
        var remaining = limit.Unit == LimitUnit.Requests ? limit.Remaining : Math.Round(limit.Remaining / RoundedTo, MidpointRounding.AwayFromZero) * RoundedTo;
        headers[$"{name}-limit"] = limit.Limit.ToString(CultureInfo.InvariantCulture);
        headers[$"{name}-remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
        headers[$"{name}-reset"] = limit.FullAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
