namespace PersonaBatch.Tests.Throttling;

public sealed class LearnedLimitsTests
{
    private readonly LearnedLimits _sut = new();

    [Fact]
    public void Learn_NewLimits_SaysSo()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60, TokenLimit: 1000), Call(sentAt: 1)).Should().BeTrue();

        _sut.Requests.Should().Be(60);
        _sut.Tokens.Should().Be(1000);
    }

    [Fact]
    public void Learn_TheSameLimitsWithLessLeft_IsNoNewLimit()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60, RequestsRemaining: 60), Call(sentAt: 1));

        _sut.Learn(new RateLimitReport(RequestLimit: 60, RequestsRemaining: 6), Call(sentAt: 2)).Should().BeFalse();
        _sut.RequestsLeft(now: 2, default).Should().BeApproximately(0.1, 1e-9);
    }

    [Fact]
    public void Learn_AnswerOfACallSentEarlier_IsOldNews()
    {
        _sut.Learn(new RateLimitReport(TokenLimit: 1000, TokensRemaining: 500), Call(sentAt: 2));

        _sut.Learn(new RateLimitReport(TokenLimit: 900, TokensRemaining: 900), Call(sentAt: 1)).Should().BeFalse();
        _sut.Tokens.Should().Be(1000);
        _sut.TokensLeft(now: 2, default).Should().Be(0.5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Learn_NoLimitToSpeakOf_KeepsWhatIsKnown(int? limit)
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60), Call(sentAt: 1));

        _sut.Learn(new RateLimitReport(RequestLimit: limit, RequestsRemaining: 5), Call(sentAt: 2)).Should().BeFalse();
        _sut.Requests.Should().Be(60);
        _sut.RequestsLeft(now: 2, default).Should().Be(1);
    }

    [Fact]
    public void RequestsLeft_WhileNobodySends_FillsUpInAMinute()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 600, RequestsRemaining: 0), Call(sentAt: 10));

        _sut.RequestsLeft(now: 40, default).Should().BeApproximately(0.5, 1e-9);
        _sut.RequestsLeft(now: 400, default).Should().Be(1);
    }

    [Fact]
    public void RequestsLeft_WhatWasSentSince_IsNotThere()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 600, RequestsRemaining: 300), Call(sentAt: 10, new SentSoFar(100, 0)));

        _sut.RequestsLeft(now: 10, new SentSoFar(160, 0)).Should().BeApproximately(0.4, 1e-9);
        _sut.RequestsLeft(now: 10, new SentSoFar(900, 0)).Should().Be(0);
    }

    private static Reservation Call(double sentAt, SentSoFar sent = default) => new(sentAt, 0, 0, 0, 0, IsBounded: false) { Sent = sent };
}
