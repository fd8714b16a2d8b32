using System.Net.Http.Headers;

namespace PersonaBatch;

/// <summary>Reads <c>x-ratelimit-{remaining,reset}</c> as Together, OpenRouter and GitHub write them. Pure.</summary>
/// <remarks>They name no period, and it may be a second (Together) or a day (OpenRouter): nothing is learned but when an exhausted limit opens.</remarks>
internal static class PlainRateLimits
{
    public static RateLimitReading Read(HttpHeadersNonValidated headers, DateTimeOffset now)
    {
        var reset = ResetTime.Read(headers.Find("x-ratelimit-reset"), headers.FindDate("date") ?? now);
        return new RateLimitReading(null, new RateLimitDimension(null, headers.FindCount("x-ratelimit-remaining"), reset, TimeSpan.Zero).Wait);
    }
}
