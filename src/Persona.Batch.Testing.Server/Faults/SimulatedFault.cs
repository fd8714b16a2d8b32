using System.Globalization;

using Microsoft.AspNetCore.WebUtilities;

namespace PersonaBatch.Testing;

/// <summary>One way for a call to a <see cref="SimulatedServer"/> to go wrong. Immutable.</summary>
public sealed class SimulatedFault
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private SimulatedFault(string name, FaultKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>Gets a connection that is reset before any answer (a TCP RST).</summary>
    public static SimulatedFault Reset { get; } = new("reset", FaultKind.Reset);

    /// <summary>Gets a call that is never answered: it ends when the caller goes away or the server stops.</summary>
    public static SimulatedFault Hang { get; } = new("hang", FaultKind.Hang);

    /// <summary>Gets an answer that is complete and ends in the middle of its JSON.</summary>
    public static SimulatedFault MalformedJson { get; } = new("malformed", FaultKind.MalformedJson);

    /// <summary>Gets a 200 without a body.</summary>
    public static SimulatedFault EmptyBody { get; } = new("empty", FaultKind.EmptyBody);

    /// <summary>Gets an answer whose connection closes after half of it.</summary>
    public static SimulatedFault TruncatedBody { get; } = new("truncated", FaultKind.TruncatedBody);

    /// <summary>Gets a stream that ends in good order after half of its events, as behind some gateways. A whole answer is half of its JSON.</summary>
    public static SimulatedFault UnfinishedStream { get; } = new("unfinished", FaultKind.UnfinishedStream);

    /// <summary>Gets a stream whose second half is the provider's error, under the status 200. A whole answer is that error.</summary>
    public static SimulatedFault ErrorInStream { get; } = new("error_in_stream", FaultKind.ErrorInStream);

    /// <summary>Gets a refusal that no waiting helps: the account's quota or balance is used up. A 429; at Anthropic a 400.</summary>
    public static SimulatedFault InsufficientQuota { get; } = Refused("insufficient_quota", new Refusal(RefusalKind.QuotaExhausted));

    /// <summary>Gets a 429 that says too many calls are worked on at once.</summary>
    public static SimulatedFault TooManyAtOnce { get; } = Refused("too_many_at_once", new Refusal(RefusalKind.TooManyAtOnce));

    /// <summary>Gets a 400 that says the prompt is too long for the model.</summary>
    public static SimulatedFault ContextTooLong { get; } = Refused("context_too_long", new Refusal(RefusalKind.ContextTooLong));

    /// <summary>Gets a 429 that no waiting helps: the call is above the whole limit of tokens a minute.</summary>
    public static SimulatedFault RequestTooLarge { get; } = Refused("request_too_large", new Refusal(RefusalKind.RequestTooLarge));

    /// <summary>Gets what the journal calls it.</summary>
    public string Name { get; }

    internal FaultKind Kind { get; }

    internal Refusal? Refusal { get; private init; }

    internal int StatusCode { get; private init; }

    internal string ContentType { get; private init; } = "";

    internal string Text { get; private init; } = "";

    internal TimeSpan Wait { get; private init; }

    internal IReadOnlyList<(string Name, string Value)> Headers { get; private set; } = [];

    /// <summary>A 429 of the limit on requests a minute.</summary>
    /// <param name="retryAfter">How long it says to wait, 0 to 365 days; <see langword="null"/>: it does not say.</param>
    /// <param name="hints">Where it says so, on every wire and whatever the options say; <see langword="null"/>: where its provider does and the options let it.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The wait is out of its range.</exception>
    public static SimulatedFault RateLimit(TimeSpan? retryAfter = null, SimulatedHints? hints = null) => Limited("rate_limit", LimitWindow.Minute, retryAfter, hints);

    /// <summary>A 429 of the limit on requests a day.</summary>
    /// <param name="retryAfter">How long it says to wait, 0 to 365 days, where its provider does and the options let it; <see langword="null"/>: it does not say.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The wait is out of its range.</exception>
    public static SimulatedFault DailyLimit(TimeSpan? retryAfter = null) => Limited("daily_limit", LimitWindow.Day, retryAfter, hints: null);

    /// <summary>A good answer that comes late.</summary>
    /// <param name="delay">How long nothing comes, 0 to 1 day.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is out of its range.</exception>
    public static SimulatedFault Slow(TimeSpan delay)
    {
        SimulationOptions.ThrowUnlessIn<TimeSpan>(nameof(delay), delay, TimeSpan.Zero, LongestDelay);

        return new SimulatedFault("slow", FaultKind.Slow) { Wait = delay };
    }

    /// <summary>Any status, with the body the provider sends with it: 401 is an invalid key, 403 a forbidden one, 404 an unknown model, 413 too long a body, 503 and 529 an overload.</summary>
    /// <param name="statusCode">The status, 400 to 599.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The status is out of its range.</exception>
    public static SimulatedFault Status(int statusCode)
    {
        SimulationOptions.ThrowUnlessIn<int>(nameof(statusCode), statusCode, 400, 599);

        var kind = statusCode switch
        {
            401 => RefusalKind.KeyWrong,
            403 => RefusalKind.Forbidden,
            404 => RefusalKind.ModelUnknown,
            413 => RefusalKind.BodyTooLarge,
            429 => RefusalKind.RateLimited,
            500 => RefusalKind.ServerError,
            503 or 529 => RefusalKind.Overloaded,
            _ => RefusalKind.Other,
        };
        return Refused(NameOf(statusCode), new Refusal(kind) { Status = statusCode });
    }

    /// <summary>Any status with any body.</summary>
    /// <param name="statusCode">The status, 200 to 599.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">What the body says it is.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The status is out of its range.</exception>
    public static SimulatedFault Status(int statusCode, string body, string contentType = "application/json")
    {
        SimulationOptions.ThrowUnlessIn<int>(nameof(statusCode), statusCode, 200, 599);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(contentType);

        return new SimulatedFault(NameOf(statusCode), FaultKind.Body) { StatusCode = statusCode, Text = body, ContentType = contentType };
    }

    /// <summary>An error page, as a gateway before the provider sends it.</summary>
    /// <param name="statusCode">The status, 200 to 599.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The status is out of its range.</exception>
    public static SimulatedFault HtmlError(int statusCode) => Status(
        statusCode,
        $"<html>\r\n<head><title>{NameOf(statusCode)}</title></head>\r\n<body>\r\n<center><h1>{NameOf(statusCode)}</h1></center>\r\n<hr><center>gateway</center>\r\n</body>\r\n</html>\r\n",
        "text/html; charset=UTF-8");

    /// <summary>A good answer that says to wait, as some providers send with full budgets.</summary>
    /// <param name="retryAfter">How long it says to wait, 0 to 365 days.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The wait is out of its range.</exception>
    public static SimulatedFault RetryAfterOnSuccess(TimeSpan retryAfter)
    {
        SimulationOptions.ThrowUnlessIn<TimeSpan>(nameof(retryAfter), retryAfter, TimeSpan.Zero, LongestWait);

        return new SimulatedFault("retry_after_on_success", FaultKind.RetryAfterOnSuccess) { Wait = retryAfter };
    }

    /// <summary>The same fault with one more header, in place of one the server would send. Without effect when nothing is sent.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its value; <c>Content-Length</c> and <c>Content-Type</c> are the body's.</param>
    /// <returns>A new fault.</returns>
    public SimulatedFault WithHeader(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);

        var copy = (SimulatedFault)MemberwiseClone();
        copy.Headers = [.. Headers, (name, value)];
        return copy;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static SimulatedFault? Of(CallFate fate) => fate switch
    {
        CallFate.Hang => Hang,
        CallFate.Malformed => MalformedJson,
        CallFate.Error => Status(500),
        CallFate.Reset => Reset,
        CallFate.Truncated => TruncatedBody,
        _ => null,
    };

    private static SimulatedFault Limited(string name, LimitWindow window, TimeSpan? retryAfter, SimulatedHints? hints)
    {
        SimulationOptions.ThrowUnlessIn(nameof(retryAfter), retryAfter, TimeSpan.Zero, LongestWait);

        return Refused(name, new Refusal(RefusalKind.RateLimited) { Limit = new LimitReading { Window = window }, Wait = retryAfter, Hints = hints });
    }

    private static SimulatedFault Refused(string name, Refusal refusal) => new(name, FaultKind.Refusal) { Refusal = refusal };

    private static string NameOf(int statusCode) =>
        string.Create(CultureInfo.InvariantCulture, $"{statusCode} {ReasonPhrases.GetReasonPhrase(statusCode)}").TrimEnd();
}
