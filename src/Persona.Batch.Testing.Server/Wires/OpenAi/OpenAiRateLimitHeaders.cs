using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Limits in the headers of OpenAI, which knows none of input or output tokens alone.</summary>
internal static class OpenAiRateLimitHeaders
{
    /// <summary>Tells the limits: the reset is the time to full, in whole milliseconds rounded down.</summary>
    public static void Write(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits)
    {
        foreach (var limit in limits.Where(static limit => limit.Unit is LimitUnit.Requests or LimitUnit.Tokens))
        {
            var unit = LimitWords.Unit(limit.Unit);
            headers[$"x-ratelimit-limit-{unit}"] = limit.Limit.ToString(CultureInfo.InvariantCulture);
            headers[$"x-ratelimit-remaining-{unit}"] = limit.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[$"x-ratelimit-reset-{unit}"] = GoDuration.Format(limit.Reset);
        }
    }
}
