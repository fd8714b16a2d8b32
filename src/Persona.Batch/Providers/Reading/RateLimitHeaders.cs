using System.Net.Http.Headers;

namespace PersonaBatch;

/// <summary>Reads the limits out of an answer's headers, whoever sent it. Pure. A vendor is one type and one line here.</summary>
internal static class RateLimitHeaders
{
    private static readonly Func<HttpHeadersNonValidated, DateTimeOffset, RateLimitReading>[] Vendors =
    [
        static (headers, _) => OpenAiRateLimits.Read(headers),
        AnthropicRateLimits.Read,
        static (headers, _) => NamedPeriodRateLimits.Read(headers),
        static (headers, _) => CohereRateLimits.Read(headers),
        IetfRateLimits.Read,
        PlainRateLimits.Read,
    ];

    /// <summary>Reads them in the dialect of the first vendor whose headers are there.</summary>
    /// <param name="headers">The headers of any answer.</param>
    /// <param name="now">The instant it arrived.</param>
    public static RateLimitReading Read(HttpHeadersNonValidated headers, DateTimeOffset now)
    {
        foreach (var read in Vendors)
        {
            var reading = read(headers, now);
            if (!reading.SaysNothing)
            {
                return reading;
            }
        }

        return default;
    }
}
