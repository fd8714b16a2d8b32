using PersonaBatch.Testing;

namespace PersonaBatch.Wire.Tests.Contract;

/// <summary>The table of failure classes, line by line: what comes over the wire on the left, its class on the right.</summary>
internal static class ContractCases
{
    private static readonly TimeSpan Seven = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan OneAndAHalf = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Hours = TimeSpan.FromSeconds(13_262);

    public static IReadOnlyList<ContractCase> All { get; } =
    [
        new("200", null, null),
        new("200 with Retry-After", SimulatedFault.RetryAfterOnSuccess(TimeSpan.FromSeconds(30)), null),
        new("slow", SimulatedFault.Slow(TimeSpan.FromMilliseconds(200)), null),

        new("429 with seconds", SimulatedFault.RateLimit(Seven, SimulatedHints.Seconds), FailureClass.RateLimited) { Seconds = (7, 7) },
        new("429 with a date", SimulatedFault.RateLimit(Seven, SimulatedHints.Date), FailureClass.RateLimited) { Seconds = (7, 8) }, // both dates are whole seconds
        new("429 with milliseconds", SimulatedFault.RateLimit(OneAndAHalf, SimulatedHints.Milliseconds), FailureClass.RateLimited) { Seconds = (1.5, 1.5) },
        new("429 with seconds and milliseconds", SimulatedFault.RateLimit(OneAndAHalf, SimulatedHints.Seconds | SimulatedHints.Milliseconds), FailureClass.RateLimited) { Seconds = (1.5, 1.5) },
        new("429 with a hint in the body", SimulatedFault.RateLimit(OneAndAHalf, SimulatedHints.Body), FailureClass.RateLimited) { Seconds = (1.5, 1.5) },
        new("429 without a hint", SimulatedFault.RateLimit(), FailureClass.RateLimited),
        new("429 with zero seconds", SimulatedFault.RateLimit().WithHeader("retry-after", "0"), FailureClass.RateLimited),
        new("429 with a date gone by", SimulatedFault.RateLimit().WithHeader("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"), FailureClass.RateLimited),
        new("429 as HTML", SimulatedFault.HtmlError(429), FailureClass.RateLimited),
        new("429 as text", SimulatedFault.Status(429, "Slow down.", "text/plain"), FailureClass.RateLimited),
        new("429 without a body", SimulatedFault.Status(429, ""), FailureClass.RateLimited),
        new("429 too many at once", SimulatedFault.TooManyAtOnce, FailureClass.ConcurrencyLimited),

        new("429 with a hint of hours", SimulatedFault.RateLimit(Hours, SimulatedHints.Seconds), FailureClass.QuotaExhausted) { Seconds = (13_262, 13_262) },
        new("quota used up", SimulatedFault.InsufficientQuota, FailureClass.QuotaExhausted),
        new("limit of a day", SimulatedFault.DailyLimit(TimeSpan.FromSeconds(36)), FailureClass.QuotaExhausted) { Seconds = (0, 36) }, // whatever it says: the run ends

        new("too large for the limit", SimulatedFault.RequestTooLarge, FailureClass.TooLarge)
        {
            // They name the limit and not what was asked for: that it can never fit is found when the next call is weighed.
            Otherwise = { [SimulatedWire.Anthropic] = FailureClass.RateLimited, [SimulatedWire.Gemini] = FailureClass.RateLimited },
        },
        new("too long for the model", SimulatedFault.ContextTooLong, FailureClass.TooLarge),
        new("413", SimulatedFault.Status(413), FailureClass.TooLarge),
        new("400", SimulatedFault.Status(400), FailureClass.InvalidRequest),
        new("422", SimulatedFault.Status(422), FailureClass.InvalidRequest),
        new("401", SimulatedFault.Status(401), FailureClass.Unauthorized),
        new("403", SimulatedFault.Status(403), FailureClass.Unauthorized),
        new("404 of the model", SimulatedFault.Status(404), FailureClass.Configuration),
        new("404 of a gateway", SimulatedFault.HtmlError(404), FailureClass.InvalidRequest),

        new("408", SimulatedFault.Status(408), FailureClass.Timeout),
        new("409", SimulatedFault.Status(409), FailureClass.ServerError),
        new("500", SimulatedFault.Status(500), FailureClass.ServerError),
        new("502 as HTML", SimulatedFault.HtmlError(502), FailureClass.ServerError),
        new("504", SimulatedFault.Status(504), FailureClass.ServerError),
        new("503", SimulatedFault.Status(503), FailureClass.Overloaded),
        new("503 with seconds", SimulatedFault.Status(503).WithHeader("retry-after", "3"), FailureClass.Overloaded) { Seconds = (3, 3) },
        new("529", SimulatedFault.Status(529), FailureClass.Overloaded),

        new("reset", SimulatedFault.Reset, FailureClass.Network),
        new("truncated", SimulatedFault.TruncatedBody, FailureClass.Network),
        new("empty body", SimulatedFault.EmptyBody, FailureClass.InvalidResponse),
        new("malformed JSON", SimulatedFault.MalformedJson, FailureClass.InvalidResponse),
        new("200 as HTML", SimulatedFault.HtmlError(200), FailureClass.InvalidResponse),
        new("200 of another shape", SimulatedFault.Status(200, """{"hello":1}"""), FailureClass.InvalidResponse),
        new("200 with an error", SimulatedFault.Status(200, """{"error":{"message":"Provider returned error","code":502}}"""), FailureClass.InvalidResponse),
        new("200 null", SimulatedFault.Status(200, "null"), FailureClass.InvalidResponse),
    ];

    public static IEnumerable<SimulatedWire> Wires => Enum.GetValues<SimulatedWire>();

    public static ContractCase Of(string name) => All.Single(row => row.Name == name);
}
