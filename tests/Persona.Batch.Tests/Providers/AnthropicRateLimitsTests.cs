using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

public sealed class AnthropicRateLimitsTests
{
    private const string Date = "Mon, 02 Jun 2025 15:14:45 GMT";

    [Fact]
    public void Read_InputAndOutputLimits_TheirSumIsNoLimitOfItsOwn()
    {
        var reading = Read(("input-tokens", "1000", "900", "15:14:45"), ("output-tokens", "200", "200", "15:14:45"), ("tokens", "1200", "1100", "15:14:45"));

        reading.Report.Should().Be(new RateLimitReport(
            InputTokenLimit: 1000, InputTokensRemaining: 900, InputTokenReset: TimeSpan.Zero,
            OutputTokenLimit: 200, OutputTokensRemaining: 200, OutputTokenReset: TimeSpan.Zero));
    }

    [Fact]
    public void Read_TotalBelowTheSum_IsALimitToo()
    {
        var reading = Read(("input-tokens", "1000", "900", "15:14:45"), ("output-tokens", "200", "200", "15:14:45"), ("tokens", "600", "500", "15:14:45"));

        reading.Report!.TokenLimit.Should().Be(600);
        reading.Report.InputTokenLimit.Should().Be(1000);
    }

    [Theory]
    [InlineData("0", "15:15:48", 63)]
    [InlineData("0", "15:14:45", null)]
    [InlineData("0", "15:14:40", null)]
    [InlineData("1", "15:15:48", null)]
    public void Read_OneLimit_IsWaitedForOnlyWhenItIsUsedUpAndOpensLater(string remaining, string reset, int? seconds)
    {
        var reading = Read(("input-tokens", "1000", remaining, reset), ("requests", "50", "49", "15:15:40"));

        reading.Wait.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Fact]
    public void Read_SeveralUsedUp_WaitsForTheLast() =>
        Read(("input-tokens", "1000", "0", "15:14:55"), ("output-tokens", "200", "0", "15:15:15"), ("requests", "50", "0", "15:14:50"))
            .Wait.Should().Be(TimeSpan.FromSeconds(30));

    [Fact]
    public void Read_ResetBeyondTheMinute_IsALimitOfAnotherPeriod()
    {
        var reading = Read(("requests", "5000", "0", "23:00:00"), ("tokens", "10000", "9000", "15:15:40"));

        reading.Report.Should().Be(new RateLimitReport(TokenLimit: 10_000, TokensRemaining: 9000, TokenReset: TimeSpan.FromSeconds(55)));
        reading.Wait.Should().Be(new TimeSpan(7, 45, 15));
    }

    [Fact]
    public void Read_NoDate_CountsFromOurOwnClock()
    {
        var headers = RecordedAnswer.HeadersOf(
            KeyValuePair.Create("anthropic-ratelimit-requests-remaining", "0"), KeyValuePair.Create("anthropic-ratelimit-requests-reset", "2025-06-02T15:15:00Z"));

        RateLimitHeaders.Read(headers, new DateTimeOffset(2025, 6, 2, 15, 14, 50, TimeSpan.Zero)).Wait.Should().Be(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Read_AbsurdReset_IsNoWait(string reset)
    {
        var headers = RecordedAnswer.HeadersOf(
            KeyValuePair.Create("anthropic-ratelimit-requests-remaining", "0"), KeyValuePair.Create("anthropic-ratelimit-requests-reset", reset));

        RateLimitHeaders.Read(headers, DateTimeOffset.UnixEpoch).Wait.Should().BeNull();
    }

    private static RateLimitReading Read(params IEnumerable<(string Kind, string Limit, string Remaining, string Reset)> limits) => RateLimitHeaders.Read(
        RecordedAnswer.HeadersOf(limits
            .SelectMany(static limit => new[]
            {
                KeyValuePair.Create($"anthropic-ratelimit-{limit.Kind}-limit", limit.Limit),
                KeyValuePair.Create($"anthropic-ratelimit-{limit.Kind}-remaining", limit.Remaining),
                KeyValuePair.Create($"anthropic-ratelimit-{limit.Kind}-reset", $"2025-06-02T{limit.Reset}Z"),
            })
            .Append(KeyValuePair.Create("date", Date))),
        DateTimeOffset.UnixEpoch);
}
