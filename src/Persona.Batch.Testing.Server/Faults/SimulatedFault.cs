using System.Globalization;

using Microsoft.AspNetCore.WebUtilities;

namespace PersonaBatch.Testing;

/// <summary>One way for a call to a <see cref="SimulatedServer"/> to go wrong. Immutable.</summary>
public sealed class SimulatedFault
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

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

    /// <summary>Gets a 429 that no waiting helps: the account's quota is used up.</summary>
    public static SimulatedFault InsufficientQuota { get; } = Refused("insufficient_quota", new Refusal(RefusalKind.QuotaExhausted));

    /// <summary>Gets what the journal calls it.</summary>
    public string Name { get; }

    internal FaultKind Kind { get; }

    internal Refusal? Refusal { get; private init; }

    internal int StatusCode { get; private init; }

    internal string ContentType { get; private init; } = "";

    internal string Text { get; private init; } = "";

    internal TimeSpan Wait { get; private init; }

    internal IReadOnlyList<(string Name, string Value)> Headers { get; private set; } = [];

    /// <summary>A 429 of the limit on requests.</summary>
    /// <param name="retryAfter">How long it says to wait, 0 to 365 days; <see langword="null"/>: it does not say.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The wait is out of its range.</exception>
    public static SimulatedFault RateLimit(TimeSpan? retryAfter = null)
    {
        SimulationOptions.ThrowUnlessIn(nameof(retryAfter), retryAfter, TimeSpan.Zero, LongestWait);

        return Refused("rate_limit", new Refusal(RefusalKind.RateLimited) { Requested = 1, Wait = retryAfter });
    }

    /// <summary>Any status, with the body the provider sends with it: 401 is an invalid key, 404 an unknown model, 503 an overload.</summary>
    /// <param name="statusCode">The status, 400 to 599.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The status is out of its range.</exception>
    public static SimulatedFault Status(int statusCode)
    {
        SimulationOptions.ThrowUnlessIn<int>(nameof(statusCode), statusCode, 400, 599);

        return Refused(NameOf(statusCode), statusCode switch
        {
            401 => new Refusal(RefusalKind.KeyWrong),
            404 => new Refusal(RefusalKind.ModelUnknown),
            429 => new Refusal(RefusalKind.RateLimited) { Requested = 1 },
            500 => new Refusal(RefusalKind.ServerError),
            503 => new Refusal(RefusalKind.Overloaded),
            _ => new Refusal(RefusalKind.Other) { Status = statusCode },
        });
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

    private static SimulatedFault Refused(string name, Refusal refusal) => new(name, FaultKind.Refusal) { Refusal = refusal };

    private static string NameOf(int statusCode) =>
        string.Create(CultureInfo.InvariantCulture, $"{statusCode} {ReasonPhrases.GetReasonPhrase(statusCode)}").TrimEnd();
}
