using System.Net.Http.Headers;

namespace PersonaBatch;

/// <summary>Reads an HTTP error as a whole: the status says what it is, body and headers say it better. Pure, and never throws.</summary>
/// <param name="Failure">Why the call failed; without keys and bounded.</param>
/// <param name="Limits">What was said of the limits; <see langword="null"/> = nothing.</param>
internal readonly record struct HttpFailure(BatchFailure Failure, RateLimitReport? Limits)
{
    private const int MostResponseCharacters = 4096;

    /// <summary>Reads an answer.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="body">Its body, or the start of it.</param>
    /// <param name="now">The instant it arrived.</param>
    /// <param name="secrets">What the call authenticated with.</param>
    public static HttpFailure Read(int status, HttpHeadersNonValidated headers, string? body, DateTimeOffset now, params ReadOnlySpan<string> secrets)
    {
        var error = ErrorBody.Read(body);
        var reading = RateLimitHeaders.Read(headers, now);
        var read = OfError(status, error, secrets);
        var failure = read.Failure;
        var response = KeyMask.Apply(body ?? "", secrets);
        var isRateLimited = failure.Class == FailureClass.RateLimited;
        return new HttpFailure(
            failure with
            {
                Class = isRateLimited && reading.IsUsedUp ? FailureClass.QuotaExhausted : failure.Class,
                RetryAfter = RetryAfter.OfHeaders(headers, now) ?? failure.RetryAfter ?? (isRateLimited ? reading.Wait : null),
                ResponseText = response.Length == 0 ? null : PlainWords.Cut(response, MostResponseCharacters),
            },
            Merge(reading.Report, read.Limits));
    }

    /// <summary>Reads what is left of an error when its headers are lost.</summary>
    public static HttpFailure OfError(int status, ErrorBody error, params ReadOnlySpan<string> secrets)
    {
        var kind = ErrorClass.Of(status, error);
        var words = PlainWords.Shorten(KeyMask.Apply(error.Message ?? "", secrets));
        var failure = new BatchFailure(kind, words.Length == 0 ? "The provider did not say why." : words)
        {
            Code = error.Narrowest is { } code ? PlainWords.Shorten(KeyMask.Apply(code, secrets)) : null,
            StatusCode = status,
            RetryAfter = kind.IsRefusal() || kind == FailureClass.QuotaExhausted ? error.Hint : null,
        };
        return new HttpFailure(failure, error.Limit.ToReport());
    }

    /// <summary>Headers come first: they are current, where a sentence may quote a setting.</summary>
    private static RateLimitReport? Merge(RateLimitReport? headers, RateLimitReport? words) => headers is null || words is null
        ? headers ?? words
        : headers with
        {
            RequestLimit = headers.RequestLimit ?? words.RequestLimit,
            RequestsRemaining = headers.RequestsRemaining ?? words.RequestsRemaining,
            TokenLimit = headers.TokenLimit ?? words.TokenLimit,
            TokensRemaining = headers.TokensRemaining ?? words.TokensRemaining,
            InputTokenLimit = headers.InputTokenLimit ?? words.InputTokenLimit,
            InputTokensRemaining = headers.InputTokensRemaining ?? words.InputTokensRemaining,
            OutputTokenLimit = headers.OutputTokenLimit ?? words.OutputTokenLimit,
            OutputTokensRemaining = headers.OutputTokensRemaining ?? words.OutputTokensRemaining,
        };
}
