using System.Net.Http.Headers;

namespace PersonaBatch;

/// <summary>Reads <c>x-ratelimit-{limit,remaining,reset}-{requests,tokens}</c>, the dialect of OpenAI, Azure, Groq, xAI and most gateways. Pure.</summary>
/// <remarks>The headers name no period. A limit that cannot be per minute (<see cref="RateLimitDimension.PerMinute"/>) is left out.</remarks>
internal static class OpenAiRateLimits
{
    public static RateLimitReading Read(HttpHeadersNonValidated headers) =>
        RateLimitReading.Of(ReadDimension(headers, "requests"), ReadDimension(headers, "tokens"));

    private static RateLimitDimension ReadDimension(HttpHeadersNonValidated headers, string kind)
    {
        var limit = headers.FindCount($"x-ratelimit-limit-{kind}") is > 0 and var stated ? stated : (int?)null;
        var remaining = headers.FindCount($"x-ratelimit-remaining-{kind}");
        var resetText = headers.Find($"x-ratelimit-reset-{kind}") ?? headers.Find($"x-rate-limit-reset-{kind}");
        TimeSpan? period = GoDuration.TryParse(headers.Find($"x-ratelimit-renewalperiod-{kind}"), out var renewal) && renewal > TimeSpan.Zero ? renewal : null;

        var isBare = GoDuration.IsBareNumber(resetText);
        var grain = isBare ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(1);
        TimeSpan? reset = GoDuration.TryParse(resetText, out var time) ? time : null;
        var dimension = new RateLimitDimension(limit, remaining, reset, grain, period);

        // Azure names its period (60 s) and then counts the reset in milliseconds: 500 for one call of 120 a minute.
        return isBare && period is not null && dimension.LeastPeriod > period && GoDuration.TryParse(resetText, TimeSpan.TicksPerMillisecond, out var precise)
            ? dimension with { Reset = precise, Grain = TimeSpan.FromMilliseconds(1) }
            : dimension;
    }
}
