using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

/// <summary>The dialects that name a period, or nothing at all.</summary>
public sealed class RateLimitDialectTests
{
    private static readonly DateTimeOffset Now = new(2025, 10, 21, 7, 28, 0, TimeSpan.Zero);

    [Fact]
    public void Read_Mistral_GivesTheMinuteAndPassesOverTheRest()
    {
        var reading = Read(
            ("x-ratelimit-limit-req-minute", "360"), ("x-ratelimit-remaining-req-minute", "354"),
            ("x-ratelimit-limit-tokens-minute", "200000"), ("x-ratelimit-remaining-tokens-minute", "199743"),
            ("x-ratelimit-limit-tokens-month", "10000000000"), ("x-ratelimit-remaining-tokens-month", "9999999370"),
            ("x-ratelimit-limit-audio-seconds-minute", "2000"), ("x-ratelimit-tokens-query-cost", "257"));

        reading.Should().Be(new RateLimitReading(new(RequestLimit: 360, RequestsRemaining: 354, TokenLimit: 200_000, TokensRemaining: 199_743), Wait: null));
    }

    [Theory]
    [InlineData("x-ratelimit-limit-req-10-second", "60", 360)]
    [InlineData("x-ratelimit-limit-req-second", "2", 120)]
    [InlineData("x-ratelimit-limit-requests-minute", "50", 50)]
    [InlineData("x-ratelimit-limit-requests-hour", "900", null)]
    [InlineData("x-ratelimit-limit-requests-day", "14400", null)]
    [InlineData("x-ratelimit-limit-req-0-second", "2", 120)]
    [InlineData("x-ratelimit-limit-req-second", "2147483647", int.MaxValue)]
    [InlineData("x-ratelimit-limit-req-minute", "0", null)]
    public void Read_NamedPeriod_IsGivenPerMinuteUnlessItIsLonger(string header, string limit, int? expected) =>
        (Read((header, limit)).Report?.RequestLimit).Should().Be(expected);

    [Fact]
    public void Read_SeveralPeriods_TheSlowestRateCounts() =>
        Read(("x-ratelimit-limit-req-second", "10"), ("x-ratelimit-limit-req-minute", "360")).Report!.RequestLimit.Should().Be(360);

    [Theory]
    [InlineData("x-ratelimit-remaining-tokens-month", "0", true)]
    [InlineData("x-ratelimit-remaining-requests-day", "0", true)]
    [InlineData("x-ratelimit-remaining-requests-day", "1", false)]
    [InlineData("x-ratelimit-remaining-requests-hour", "0", false)]
    [InlineData("x-ratelimit-remaining-req-minute", "0", false)]
    public void Read_Refusal_IsFinalWhenADayOrMoreIsUsedUp(string header, string remaining, bool isFinal) =>
        HttpFailure.Read(429, HeadersOf((header, remaining)), "", Now).Failure.Class.Should().Be(isFinal ? FailureClass.QuotaExhausted : FailureClass.RateLimited);

    [Fact]
    public void Read_Cerebras_WaitsForWhatIsUsedUp()
    {
        var reading = Read(
            ("x-ratelimit-remaining-requests-day", "9"), ("x-ratelimit-reset-requests-day", "33011.38"),
            ("x-ratelimit-limit-tokens-minute", "60000"), ("x-ratelimit-remaining-tokens-minute", "0"), ("x-ratelimit-reset-tokens-minute", "11.382"));

        reading.Wait.Should().Be(TimeSpan.FromSeconds(11.382));
        reading.Report!.TokenLimit.Should().Be(60_000);
    }

    [Fact]
    public void Read_CohereTrialKey_GivesItsCallsAMinute() =>
        Read(("x-trial-endpoint-call-limit", "40"), ("x-trial-endpoint-call-remaining", "38"), ("x-endpoint-monthly-call-limit", "1000"))
            .Report.Should().Be(new RateLimitReport(RequestLimit: 40, RequestsRemaining: 38));

    [Theory]
    [InlineData("\"default\";r=50;t=30", "\"default\";q=100;w=60", 100, 50, 30)]
    [InlineData("\"a\";r=7;t=3, \"b\";r=2;t=40", "\"b\";q=20;w=60, \"a\";q=100;w=60", 20, 2, 40)]
    [InlineData("\"default\";r=5;t=1", "\"default\";q=10;w=1", 600, null, null)]
    [InlineData("\"default\";r=50;t=30", "\"default\";q=100;w=60;qu=\"content-bytes\"", null, null, null)]
    [InlineData("\"api\";r=999;t=295", "\"fixed window\";\"api\";q=1000;w=300", null, null, null)]
    [InlineData("limit=100, remaining=50, reset=5", "100;w=60", 100, 50, 5)]
    [InlineData("limit=100, remaining=50, reset=5", "20;w=1, 100;w=60", 100, 50, 5)]
    [InlineData("limit=100, remaining=50, reset=5", "", null, 50, 5)]
    public void Read_DraftOfTheIetf_GivesWhatItsPolicyMakesPerMinute(string limits, string policy, int? limit, int? remaining, int? reset)
    {
        var report = Read(("RateLimit", limits), ("RateLimit-Policy", policy)).Report;

        (report?.RequestLimit, report?.RequestsRemaining, report?.RequestReset?.TotalSeconds).Should().Be((limit, remaining, reset));
    }

    [Fact]
    public void Read_DraftWithTokens_CountsThem() =>
        Read(("RateLimit", "\"t\";r=50;t=30"), ("RateLimit-Policy", "\"t\";q=100;w=60;qu=\"tokens\"")).Report.Should().Be(
            new RateLimitReport(TokenLimit: 100, TokensRemaining: 50, TokenReset: TimeSpan.FromSeconds(30)));

    [Theory]
    [InlineData("100", null)]
    [InlineData("100, 100;w=60", 100)]
    [InlineData("100, 10;w=1, 100;w=60", 100)]
    [InlineData("100, 100;w=3600", null)]
    public void Read_OldDraft_NeedsItsWindow(string limit, int? expected) =>
        (Read(("RateLimit-Limit", limit), ("RateLimit-Remaining", "50"), ("RateLimit-Reset", "5")).Report?.RequestLimit).Should().Be(expected);

    [Theory]
    [InlineData("RateLimit", "\"api\";r=0;t=295", 295)]
    [InlineData("RateLimit", "\"api\";r=1;t=295", null)]
    [InlineData("RateLimit-Reset", "7", 7)]
    [InlineData("x-ratelimit-reset", "7", 7)]
    [InlineData("x-ratelimit-reset", "1761031710", 30)]
    [InlineData("x-ratelimit-reset", "1761031710000", 30)]
    [InlineData("x-ratelimit-reset", "Tue, 21 Oct 2025 07:28:30 GMT", 30)]
    [InlineData("x-ratelimit-reset", "2025-10-21T07:28:30.0Z", 30)]
    [InlineData("x-ratelimit-reset", "1761031680", null)]
    [InlineData("x-ratelimit-reset", "1600000000", null)]
    [InlineData("x-ratelimit-reset", "99999999999999999999", null)]
    [InlineData("x-ratelimit-reset", "-5", null)]
    public void Read_Refusal_WaitsUntilTheLimitOpens(string header, string value, int? seconds) =>
        HttpFailure.Read(429, HeadersOf((header, value)), "", Now).Failure.RetryAfter.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);

    [Fact]
    public void Read_PlainHeaders_TeachNothing() =>
        Read(("x-ratelimit-limit", "2"), ("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "2")).SaysNothing.Should().BeTrue();

    private static RateLimitReading Read(params IEnumerable<(string Name, string Value)> headers) => RateLimitHeaders.Read(HeadersOf(headers), Now);

    private static System.Net.Http.Headers.HttpHeadersNonValidated HeadersOf(params IEnumerable<(string Name, string Value)> headers) =>
        RecordedAnswer.HeadersOf(headers.Select(static header => KeyValuePair.Create(header.Name, header.Value)));
}
