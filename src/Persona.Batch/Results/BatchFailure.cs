using System.Globalization;

namespace PersonaBatch;

/// <summary>Why something failed: what outcomes hold, what <c>Classify</c> returns, what <see cref="ProviderException"/> carries.</summary>
/// <param name="Class">The kind of failure; it alone decides what happens next.</param>
/// <param name="Message">What happened, for people. Never a secret.</param>
public sealed record BatchFailure(FailureClass Class, string? Message = null)
{
    /// <summary>How much is kept of a raw answer: longer than any model's longest.</summary>
    internal const int MostResponseCharacters = 1 << 20;

    /// <summary>Gets how long the provider asked us to wait.</summary>
    /// <value>Default <see langword="null"/>: it did not say. Zero or negative reads as not said.</value>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the provider's own error code, such as <c>insufficient_quota</c>.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the HTTP status.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Gets the raw answer that could not be used, so that nothing paid for is lost: at most 1,048,576 characters of it. A resume reads
    /// it again before it calls, see <see cref="IAnswerReader{TItem, TResult}"/>. With a <see cref="StatusCode"/>, the start of an error's body, with keys masked.</summary>
    public string? ResponseText { get; init; }

    /// <summary>Returns the class, status and message on one line.</summary>
    /// <returns>Such as <c>ServerError 503: upstream connect error</c>.</returns>
    public override string ToString()
    {
        var status = StatusCode is { } code ? string.Create(CultureInfo.InvariantCulture, $" {code}") : "";
        return Message is null ? $"{Class}{status}" : $"{Class}{status}: {Message}";
    }
}
