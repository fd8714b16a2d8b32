using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

public sealed class OpenAiRateLimitsTests
{
    [Theory]
    [InlineData("10000", "9999", "6ms", true)]
    [InlineData("10000", "9999", "8.64s", false)]
    [InlineData("200", "197", "20m52.666s", false)]
    [InlineData("100", "98", "14m24s", false)]
    [InlineData("1000", "999", "3.6s", false)]
    [InlineData("150000000", "149999982", "0s", true)]
    [InlineData("150000000", "149999982", "1ms", true)]
    [InlineData("500", "500", "0s", true)]
    [InlineData("500", "500", "1h0m0s", false)]
    [InlineData("500", "0", "1m0s", true)]
    [InlineData("500", "0", "1m29s", true)]
    [InlineData("500", "0", "1m31s", false)]
    [InlineData("500", "499", "junk", true)]
    [InlineData("120000", "119000", "1", true)]
    [InlineData("2147483647", "2147483646", "366d", false)]
    public void Read_LimitOfUnnamedPeriod_IsKeptUnlessItMustBeLongerThanAMinute(string limit, string remaining, string reset, bool isKept)
    {
        var reading = Read(("x-ratelimit-limit-requests", limit), ("x-ratelimit-remaining-requests", remaining), ("x-ratelimit-reset-requests", reset));

        (reading.Report?.RequestLimit is not null).Should().Be(isKept);
    }

    [Theory]
    [InlineData("60", 120)]
    [InlineData("86400", null)]
    [InlineData("10", 720)]
    [InlineData("0", 120)]
    public void Read_NamedPeriod_DecidesAlone(string period, int? limit) =>
        (Read(("x-ratelimit-limit-requests", "120"), ("x-ratelimit-renewalperiod-requests", period)).Report?.RequestLimit).Should().Be(limit);

    [Theory]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("lots", null)]
    [InlineData("99999999999999", int.MaxValue)]
    [InlineData("29999.5", 29_999)]
    [InlineData("60", 60)]
    public void Read_OddCount_IsNoLimitOrABoundedOne(string text, int? limit) =>
        (Read(("x-ratelimit-limit-tokens", text)).Report?.TokenLimit).Should().Be(limit);

    [Fact]
    public void Read_OneDimensionPerDay_KeepsTheOther()
    {
        var reading = Read(
            ("x-ratelimit-limit-requests", "10000"), ("x-ratelimit-remaining-requests", "9999"), ("x-ratelimit-reset-requests", "8.64s"),
            ("x-ratelimit-limit-tokens", "200000"), ("x-ratelimit-remaining-tokens", "199943"), ("x-ratelimit-reset-tokens", "16ms"));

        reading.Report.Should().Be(new RateLimitReport(TokenLimit: 200_000, TokensRemaining: 199_943, TokenReset: TimeSpan.FromMilliseconds(16)));
    }

    [Theory]
    [InlineData("0", "5h0m0s", 18_000)]
    [InlineData("0", "12s", 12)]
    [InlineData("3", "12s", null)]
    [InlineData("0", "0s", null)]
    public void Read_ExhaustedLimit_SaysWhenItOpens(string remaining, string reset, int? seconds)
    {
        var reading = Read(("x-ratelimit-limit-requests", "500"), ("x-ratelimit-remaining-requests", remaining), ("x-ratelimit-reset-requests", reset));

        reading.Wait.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Fact]
    public void Read_OtherHeaders_SayNothing() => Read(("retry-after", "5"), ("x-request-id", "1")).SaysNothing.Should().BeTrue();

    private static RateLimitReading Read(params IEnumerable<(string Name, string Value)> headers) => RateLimitHeaders.Read(
        RecordedAnswer.HeadersOf(headers.Select(static header => KeyValuePair.Create(header.Name, header.Value))), DateTimeOffset.UnixEpoch);
}
