using System.Net.Http.Headers;

namespace PersonaBatch;

/// <summary>Reads <c>anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}</c>. Pure.</summary>
/// <remarks>
/// <para>The limits are per minute. A reset is an instant and mostly lies in the past: only a limit that is used up is waited for.</para>
/// <para>Where input and output have limits of their own, <c>tokens</c> is their sum and no limit by itself, unless it is smaller.</para>
/// </remarks>
internal static class AnthropicRateLimits
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static RateLimitReading Read(HttpHeadersNonValidated headers, DateTimeOffset now)
    {
        var arrived = headers.FindDate("date") ?? now;
        var tokens = ReadDimension(headers, "tokens", arrived);
        var input = ReadDimension(headers, "input-tokens", arrived);
        var output = ReadDimension(headers, "output-tokens", arrived);
        return RateLimitReading.Of(ReadDimension(headers, "requests", arrived), IsSum(tokens, input, output) ? default : tokens, input, output);
    }

    private static bool IsSum(in RateLimitDimension tokens, in RateLimitDimension input, in RateLimitDimension output) =>
        tokens.Limit >= (long?)input.Limit + output.Limit;

    private static RateLimitDimension ReadDimension(HttpHeadersNonValidated headers, string kind, DateTimeOffset arrived)
    {
        var limit = headers.FindCount($"anthropic-ratelimit-{kind}-limit") is > 0 and var stated ? stated : (int?)null;
        var remaining = headers.FindCount($"anthropic-ratelimit-{kind}-remaining");
        var reset = ResetTime.Read(headers.Find($"anthropic-ratelimit-{kind}-reset"), arrived);

        // A reset beyond the minute gives away a limit of another period.
        return new RateLimitDimension(limit, remaining, reset, Second, reset > Minute ? reset : Minute);
    }
}
