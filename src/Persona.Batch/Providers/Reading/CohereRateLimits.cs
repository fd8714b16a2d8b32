using System.Net.Http.Headers;

namespace PersonaBatch;

/// <summary>Reads what Cohere tells the holders of trial keys, which is calls a minute. Pure.</summary>
internal static class CohereRateLimits
{
    public static RateLimitReading Read(HttpHeadersNonValidated headers)
    {
        var limit = headers.FindCount("x-trial-endpoint-call-limit") is > 0 and var stated ? stated : (int?)null;
        var remaining = headers.FindCount("x-trial-endpoint-call-remaining");
        return RateLimitReading.Of(new RateLimitDimension(limit, remaining, null, TimeSpan.Zero, TimeSpan.FromMinutes(1)), tokens: default);
    }
}
