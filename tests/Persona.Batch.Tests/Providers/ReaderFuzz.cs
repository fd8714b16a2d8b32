using System.Globalization;
using CsCheck;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

/// <summary>Whatever a provider sends, no reader throws, and none gives a negative or endless wait or an absurd limit. <c>PERSONA_BATCH_LONG</c>
/// makes it two million cases in all; a failing one prints its seed.</summary>
public sealed class ReaderFuzz
{
    private const string Key = "sk-proj-aB3dE5gH7jK9mN1pQ3sT5vW7";

    private static readonly long Cases = Environment.GetEnvironmentVariable("PERSONA_BATCH_LONG") is { Length: > 0 } ? 150_000 : 1000;

    private static readonly string[] HeaderNames =
    [
        "retry-after", "retry-after-ms", "date", "x-ratelimit-limit-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens",
        "x-rate-limit-reset-tokens", "x-ratelimit-renewalperiod-requests", "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
        "anthropic-ratelimit-input-tokens-limit", "anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset",
        "anthropic-ratelimit-output-tokens-limit", "anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-reset", "x-ratelimit-limit-req-10-second",
        "x-ratelimit-remaining-tokens-month", "x-ratelimit-limit-tokens-minute", "x-ratelimit-reset-requests-day", "x-trial-endpoint-call-limit",
        "ratelimit", "ratelimit-policy", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "x-ratelimit-remaining", "x-ratelimit-reset",
    ];

    private static readonly string[] Pieces =
    [
        "0", "1", "7", "59", "999999999", "18446744073709551616", "1e9", ".", "-", "+", ",", ":", " ", "h", "m", "s", "ms", "µs", "d", "GMT", "Tue, 21 Oct 2025 07:28:00 GMT",
        "again in ", "retry after ", "seconds", "minutes", "Limit ", "Used ", "Requested ", "tokens per min", "requests per day", "(actual/limit): ", "/", "\"", "{", "}", "[", "]",
        "\"error\":", "\"message\":", "\"code\":", "null", "\\ud83d", "<title>", "<h1", ">", "sk-", "hf-", "eyJ", "Bearer ", "api key", "=", "\0", "\uFEFF", "😀", "HTTP 429 (", ")",
        "Status Code: ", "TooManyRequests", "Service request failed.", "\n", "Status: 503", "2025-06-23T10:26:53Z", "1761031710", "1761031710000", ";", "w=60", "q=", "r=0", "t=",
        "\"details\":", "\"violations\":", "\"quotaId\":", "PerDay", "PerMinute", "\"retryDelay\":", "\"error_code\":", "input tokens per minute", "of 30,000 ", "SSE error returned",
    ];

    private static readonly Gen<string> AnyText = Gen.Frequency((1, Gen.String), (3, Gen.OneOf(Pieces).Array[0, 30].Select(string.Concat)));

    private static readonly Gen<string> LongText = Gen.Select(Gen.OneOf(Pieces).Array[1, 4].Select(string.Concat), Gen.Int[1, 16_000], static (piece, times) =>
        string.Concat(Enumerable.Repeat(piece, Math.Min(times, 64_000 / piece.Length))));

    private static readonly Gen<(RecordedAnswer Answer, int At, int Length, string Put)> Mutation =
        Gen.Select(Gen.OneOf([.. RecordedAnswer.All]), Gen.Int[0, 1000], Gen.Int[0, 20], AnyText);

    [Fact]
    public void GoDuration_AnyText_IsRefusedOrBounded() => AnyText.Sample(
        static text => !GoDuration.TryParse(text, out var duration) || (duration >= TimeSpan.Zero && duration <= GoDuration.Longest),
        iter: Cases);

    [Fact]
    public void RetryAfter_AnyHeadersAndText_GiveNoneOrABoundedWait() => Gen.Select(AnyText, AnyText, AnyText, Gen.DateTimeOffset).Sample(
        static (wait, milliseconds, date, now) =>
        {
            var headers = RecordedAnswer.HeadersOf(Headers(("retry-after", wait), ("retry-after-ms", milliseconds), ("date", date)));
            return IsWait(RetryAfter.OfHeaders(headers, now)) && IsWait(RetryAfter.OfText(wait));
        },
        iter: Cases);

    [Fact]
    public void RetryAfter_AnyDates_GiveNoneOrABoundedWait() => Gen.Select(Gen.DateTimeOffset, Gen.DateTimeOffset, Gen.DateTimeOffset).Sample(
        static (wait, date, now) => IsWait(RetryAfter.OfHeaders(
            RecordedAnswer.HeadersOf(Headers(("retry-after", wait.ToString("r", CultureInfo.InvariantCulture)), ("date", date.ToString("r", CultureInfo.InvariantCulture)))), now)),
        iter: Cases);

    [Fact]
    public void RateLimits_HeadersOfAnyVendors_AreSound() => Gen.Select(Gen.Select(Gen.OneOf(HeaderNames), AnyText).Array[1, 12], Gen.Int[100, 999], Gen.DateTimeOffset).Sample(
        static (headers, status, now) => IsSound(HttpFailure.Read(status, RecordedAnswer.HeadersOf(Headers(headers)), "", now)),
        iter: Cases);

    [Fact]
    public void ResetTime_AnyTextAndClock_GivesNoneOrABoundedTime() => Gen.Select(AnyText, Gen.DateTimeOffset).Sample(
        static (text, now) => IsTime(ResetTime.Read(text, now)),
        iter: Cases);

    [Fact]
    public void FieldMember_AnyText_IsRead() => AnyText.Sample(static text => FieldMember.ReadAll(text).Count <= 32, iter: Cases);

    [Fact]
    public void SdkException_AnyMessage_IsNoneOrSound() => AnyText.Sample(
        static text => SdkException.TryRead(new Anthropic.Exceptions.AnthropicSseException(text)) is not { } read || IsSound(read),
        iter: Cases);

    [Fact]
    public void RateLimits_AnyHeaders_GiveNothingNegative() => Gen.Select(AnyText, AnyText, AnyText, AnyText).Sample(
        static (limit, remaining, reset, period) =>
        {
            var reading = RateLimitHeaders.Read(
                RecordedAnswer.HeadersOf(Headers(
                    ("x-ratelimit-limit-tokens", limit), ("x-ratelimit-remaining-tokens", remaining), ("x-ratelimit-reset-tokens", reset), ("x-ratelimit-renewalperiod-tokens", period))),
                DateTimeOffset.UnixEpoch);
            return IsSound(reading.Report) && IsWait(reading.Wait);
        },
        iter: Cases);

    [Fact]
    public void HttpFailure_AnyStatusAndBody_IsSound() => Gen.Select(Gen.Int[100, 999], AnyText).Sample(
        static (status, body) => IsSound(HttpFailure.Read(status, RecordedAnswer.HeadersOf(), body, DateTimeOffset.UnixEpoch)),
        iter: Cases);

    [Fact]
    public void HttpFailure_AnyBytes_AreSound() => Gen.Byte.Array[0, 300].Sample(
        static bytes => IsSound(HttpFailure.Read(429, RecordedAnswer.HeadersOf(), System.Text.Encoding.UTF8.GetString(bytes), DateTimeOffset.UnixEpoch)),
        iter: Cases);

    [Fact]
    public void HttpFailure_LongRepeatedText_IsSound() => LongText.Sample(
        static text => IsSound(HttpFailure.Read(429, RecordedAnswer.HeadersOf(), text, DateTimeOffset.UnixEpoch)),
        iter: Math.Max(1, Cases / 50));

    [Fact]
    public void HttpFailure_MutatedRealBody_IsSoundAndHasNoKey() => Mutation.Sample(
        static mutation =>
        {
            var body = Mutate(mutation.Answer.Body ?? "", mutation.At, mutation.Length, $"{mutation.Put} {Key} ");

            var read = HttpFailure.Read(mutation.Answer.Status, RecordedAnswer.HeadersOf(mutation.Answer.Headers), body, DateTimeOffset.UnixEpoch);

            return IsSound(read) && !$"{read.Failure.Message}{read.Failure.Code}{read.Failure.ResponseText}".Contains(Key[8..], StringComparison.Ordinal);
        },
        iter: Cases);

    [Fact]
    public void HttpFailure_MutatedRealHeaders_AreSound() => Mutation.Sample(
        static mutation =>
        {
            var headers = mutation.Answer.Headers.Select(header => KeyValuePair.Create(header.Key, Mutate(header.Value, mutation.At, mutation.Length / 4, mutation.Put)));

            return IsSound(HttpFailure.Read(mutation.Answer.Status, RecordedAnswer.HeadersOf(headers), mutation.Answer.Body, DateTimeOffset.UnixEpoch));
        },
        iter: Cases);

    [Fact]
    public void FailureClassifier_AnyMessage_HasAClass() => AnyText.Sample(
        static text => FailureClassifier.Classify(new InvalidOperationException(text)) is { Message.Length: <= 600 } failure && Enum.IsDefined(failure.Class),
        iter: Cases);

    private static string Mutate(string text, int at, int length, string put)
    {
        var start = at % (text.Length + 1);
        return string.Concat(text.AsSpan(0, start), put, text.AsSpan(Math.Min(text.Length, start + length)));
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(params IEnumerable<(string Name, string Value)> headers) =>
        headers.Select(static header => KeyValuePair.Create(header.Name, header.Value));

    private static bool IsSound(HttpFailure read) =>
        Enum.IsDefined(read.Failure.Class)
        && read.Failure.Message is { Length: > 0 and <= 501 }
        && read.Failure.ResponseText is null or { Length: <= 4096 }
        && IsWait(read.Failure.RetryAfter)
        && IsSound(read.Limits);

    private static bool IsSound(RateLimitReport? report) => report is null
        || (IsSound(report.RequestLimit, report.RequestsRemaining, report.RequestReset)
            && IsSound(report.TokenLimit, report.TokensRemaining, report.TokenReset)
            && IsSound(report.InputTokenLimit, report.InputTokensRemaining, report.InputTokenReset)
            && IsSound(report.OutputTokenLimit, report.OutputTokensRemaining, report.OutputTokenReset));

    private static bool IsSound(int? limit, int? remaining, TimeSpan? reset) => !(limit <= 0) && !(remaining < 0) && IsTime(reset);

    private static bool IsTime(TimeSpan? time) => time is null || (time >= TimeSpan.Zero && time <= GoDuration.Longest);

    private static bool IsWait(TimeSpan? wait) => wait is null || (wait > TimeSpan.Zero && wait <= GoDuration.Longest);
}
