namespace PersonaBatch.Tests.Throttling;

public sealed class LearnedLimitsTests
{
    private readonly LearnedLimits _sut = new();

    [Fact]
    public void Learn_NewLimits_SaysSo()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60, TokenLimit: 1000), sentAt: 1).Should().BeTrue();

        _sut.Requests.Should().Be(60);
        _sut.Tokens.Should().Be(1000);
    }

    [Fact]
    public void Learn_TheSameLimitsWithLessLeft_IsNoNewLimit()
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60, RequestsRemaining: 60), sentAt: 1);

        _sut.Learn(new RateLimitReport(RequestLimit: 60, RequestsRemaining: 6), sentAt: 2).Should().BeFalse();
        _sut.RequestsLeft.Should().BeApproximately(0.1, 1e-9);
    }

    [Fact]
    public void Learn_AnswerOfACallSentEarlier_IsOldNews()
    {
        _sut.Learn(new RateLimitReport(TokenLimit: 1000, TokensRemaining: 500), sentAt: 2);

        _sut.Learn(new RateLimitReport(TokenLimit: 900, TokensRemaining: 900), sentAt: 1).Should().BeFalse();
        _sut.Tokens.Should().Be(1000);
        _sut.TokensLeft.Should().Be(0.5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Learn_NoLimitToSpeakOf_KeepsWhatIsKnown(int? limit)
    {
        _sut.Learn(new RateLimitReport(RequestLimit: 60), sentAt: 1);

        _sut.Learn(new RateLimitReport(RequestLimit: limit, RequestsRemaining: 5), sentAt: 2).Should().BeFalse();
        _sut.Requests.Should().Be(60);
        _sut.RequestsLeft.Should().Be(1);
    }
}
