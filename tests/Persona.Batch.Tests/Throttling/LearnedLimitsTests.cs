namespace PersonaBatch.Tests.Throttling;

public sealed class LearnedLimitsTests
{
    private readonly LearnedLimits _sut = new();

    [Fact]
    public void Learn_NewLimits_SaysSo()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60, TokenLimit: 1000), Call(sentAt: 1)).Should().BeTrue();

        _sut.Told.RequestsPerMinute.Should().Be(60);
        _sut.Told.TokensPerMinute.Should().Be(1000);
    }

    [Fact]
    public void Learn_TheSameLimitsWithLessLeft_IsNoNewLimit()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60, RequestsRemaining: 60), Call(sentAt: 1));

        _sut.Learn(new RateLimitReport(RequestLimit: 60, RequestsRemaining: 6), Call(sentAt: 2)).Should().BeFalse();
        _sut.LeftAt(now: 2, default).Requests.Should().BeApproximately(0.1, 1e-9);
    }

    [Fact]
    public void Learn_AnswerOfACallSentEarlier_IsOldNews()
    {
        _sut.Learn(new RateLimitReport(TokenLimit: 1000, TokensRemaining: 500), Call(sentAt: 2));

        _sut.Learn(new RateLimitReport(TokenLimit: 900, TokensRemaining: 900), Call(sentAt: 1)).Should().BeFalse();
        _sut.Told.TokensPerMinute.Should().Be(1000);
        _sut.LeftAt(now: 2, default).Tokens.Should().Be(0.5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Learn_NoLimitToSpeakOf_KeepsWhatIsKnown(int? limit)
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60), Call(sentAt: 1));

        _sut.Learn(new RateLimitReport(RequestLimit: limit, RequestsRemaining: 5), Call(sentAt: 2)).Should().BeFalse();
        _sut.Told.RequestsPerMinute.Should().Be(60);
        _sut.LeftAt(now: 2, default).Requests.Should().Be(1);
    }

    [Fact]
    public void RequestsLeft_WhileNobodySends_FillsUpInAMinute()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 600, RequestsRemaining: 0), Call(sentAt: 10));

        _sut.LeftAt(now: 40, default).Requests.Should().BeApproximately(0.5, 1e-9);
        _sut.LeftAt(now: 400, default).Requests.Should().Be(1);
    }

    [Fact]
    public void RequestsLeft_WhatWasSentSince_IsNotThere()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 600, RequestsRemaining: 300), Call(sentAt: 10, new SentSoFar(100, 0)));

        _sut.LeftAt(now: 10, new SentSoFar(160, 0)).Requests.Should().BeApproximately(0.4, 1e-9);
        _sut.LeftAt(now: 10, new SentSoFar(900, 0)).Requests.Should().Be(0);
    }

    [Fact]
    public void Learn_InputAndOutputLimits_EachHasItsOwnShare()
    {
        var sent = new SentSoFar(5, 400, Input: 300, Output: 100);
        _sut.Learn(
            new RateLimitReport(InputTokenLimit: 1000, InputTokensRemaining: 500, OutputTokenLimit: 200, OutputTokensRemaining: 20), Call(sentAt: 10, sent));

        _sut.Told.Should().Be(new QuotaLimits(InputTokensPerMinute: 1000, OutputTokensPerMinute: 200));
        _sut.LeftAt(now: 10, sent).Should().Be(new LimitsLeft(1, 1, 0.5, 0.1));
        _sut.LeftAt(now: 10, sent with { Input = 400 }).InputTokens.Should().BeApproximately(0.4, 1e-9);
    }

    private static Reservation Call(double sentAt, SentSoFar sent = default) => new(sentAt, 0, 0, 0, 0, IsBounded: false) { Sent = sent };
}
