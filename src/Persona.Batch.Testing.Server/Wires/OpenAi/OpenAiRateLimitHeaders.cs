using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Limits and waits in the headers of OpenAI.</summary>
internal static class OpenAiRateLimitHeaders
{
    /// <summary>Tells the limits: the reset is the time to full, in whole milliseconds rounded down.</summary>
    public static void Write(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits)
    {
        foreach (var limit in limits)
        {
            var unit = limit.Unit == LimitUnit.Requests ? "requests" : "tokens";
            headers[$"x-ratelimit-limit-{unit}"] = limit.Limit.ToString(CultureInfo.InvariantCulture);
            headers[$"x-ratelimit-remaining-{unit}"] = limit.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[$"x-ratelimit-reset-{unit}"] = GoDuration.Format(limit.Reset);
        }
    }

    /// <summary>Says how long to wait: in milliseconds, and in whole seconds, both rounded up.</summary>
    public static void WriteRetryAfter(IHeaderDictionary headers, TimeSpan wait)
    {
        headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        headers["retry-after-ms"] = GoDuration.RoundedUp(wait).TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
    }
}
