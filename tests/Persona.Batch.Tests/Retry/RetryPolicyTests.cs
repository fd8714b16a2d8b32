namespace PersonaBatch.Tests.Retry;

public sealed class RetryPolicyTests
{
    private readonly RetryPolicy _sut = new(new RetryOptions(), backoffBase: 2);

    [Theory]
    [InlineData(FailureClass.QuotaExhausted)]
    [InlineData(FailureClass.Unauthorized)]
    [InlineData(FailureClass.Configuration)]
    public void Decide_WhatEveryCallWouldMeet_EndsTheRun(FailureClass failure) =>
        Decide(failure, calls: 1).Reaction.Should().Be(Reaction.EndRun);

    [Theory]
    [InlineData(FailureClass.InvalidRequest)]
    [InlineData(FailureClass.TooLarge)]
    [InlineData(FailureClass.ContentFiltered)]
    [InlineData(FailureClass.Unknown)]
    [InlineData(FailureClass.DuplicateId)]
    public void Decide_WhatWouldFailAgain_FailsAtOnce(FailureClass failure) =>
        Decide(failure, calls: 1).Reaction.Should().Be(Reaction.Fail);

    [Theory]
    [InlineData(FailureClass.ServerError, 3)]
    [InlineData(FailureClass.Network, 3)]
    [InlineData(FailureClass.Timeout, 3)]
    [InlineData(FailureClass.InvalidResponse, 3)]
    [InlineData(FailureClass.RateLimited, 20)]
    [InlineData(FailureClass.ConcurrencyLimited, 20)]
    [InlineData(FailureClass.Overloaded, 20)]
    [InlineData(FailureClass.Local, 20)]
    public void Decide_AtTheCapOfItsClass_Fails(FailureClass failure, int cap)
    {
        Decide(failure, calls: cap - 1).Reaction.Should().Be(Reaction.Retry);
        Decide(failure, calls: cap).Reaction.Should().Be(Reaction.Fail);
    }

    [Fact]
    public void Decide_OwnLimiterThatSaysWhenItOpens_IsWaitedForHoweverOften()
    {
        var tally = default(AttemptTally);
        for (var call = 0; call < 100; call++)
        {
            tally.CountFailure(FailureClass.Local, hasHint: true);
        }

        _sut.Decide(new(FailureClass.Local) { RetryAfter = TimeSpan.FromSeconds(5) }, tally, jitter: 0).Wait.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Decide_InvalidResponsesWithManyAttemptsAllowed_AsksAtMostTwiceMore()
    {
        var sut = new RetryPolicy(new RetryOptions { MaxAttempts = 10 }, backoffBase: 2);

        sut.Decide(new(FailureClass.InvalidResponse), Tally(FailureClass.InvalidResponse, 2), jitter: 0).Reaction.Should().Be(Reaction.Retry);
        sut.Decide(new(FailureClass.InvalidResponse), Tally(FailureClass.InvalidResponse, 3), jitter: 0).Reaction.Should().Be(Reaction.Fail);
    }

    [Fact]
    public void Decide_ErrorThatIsNotListed_Fails()
    {
        var sut = new RetryPolicy(new RetryOptions { RetryableErrors = [RetryableError.Timeout] }, backoffBase: 2);

        sut.Decide(new(FailureClass.ServerError), Tally(FailureClass.ServerError, 1), jitter: 0).Reaction.Should().Be(Reaction.Fail);
        sut.Decide(new(FailureClass.RateLimited), Tally(FailureClass.RateLimited, 1), jitter: 0).Reaction.Should().Be(Reaction.Fail);
        sut.Decide(new(FailureClass.Timeout), Tally(FailureClass.Timeout, 1), jitter: 0).Reaction.Should().Be(Reaction.Retry);
    }

    [Fact]
    public void Decide_UnknownThatIsListed_Retries()
    {
        var sut = new RetryPolicy(new RetryOptions { RetryableErrors = [RetryableError.Unknown] }, backoffBase: 2);

        sut.Decide(new(FailureClass.Unknown), Tally(FailureClass.Unknown, 1), jitter: 0).Reaction.Should().Be(Reaction.Retry);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(6, 60)]
    [InlineData(20, 60)]
    public void Backoff_FullJitter_IsAPartOfThePower(int n, double mostSeconds)
    {
        _sut.Backoff(n, jitter: 0).Should().Be(TimeSpan.Zero);
        _sut.Backoff(n, jitter: 0.5).Should().Be(TimeSpan.FromSeconds(mostSeconds / 2));
        _sut.Backoff(n, jitter: 1).Should().Be(TimeSpan.FromSeconds(mostSeconds));
    }

    [Fact]
    public void Decide_RateLimitedWithHint_TheHintIsTheWait()
    {
        var failure = new BatchFailure(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(10) };

        var decision = _sut.Decide(failure, Tally(FailureClass.RateLimited, 1), jitter: 0.5);

        decision.Wait.Should().Be(TimeSpan.FromSeconds(11), "the item waits the hint and up to 20 % more");
        decision.Cooldown.Should().Be(TimeSpan.FromSeconds(10.25), "everybody waits the hint and up to 5 % more");
    }

    [Fact]
    public void Decide_RateLimitedWithoutHint_EverybodyWaitsASecond() =>
        Decide(FailureClass.RateLimited, calls: 1).Cooldown.Should().Be(TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData(FailureClass.ServerError)]
    [InlineData(FailureClass.Overloaded)]
    [InlineData(FailureClass.ConcurrencyLimited)]
    [InlineData(FailureClass.Timeout)]
    public void Decide_NotARateLimit_NobodyElseWaits(FailureClass failure) =>
        Decide(failure, calls: 1).Cooldown.Should().Be(TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Decide_HintThatSaysNothing_FallsBackToBackoff(int seconds)
    {
        var failure = new BatchFailure(FailureClass.Overloaded) { RetryAfter = TimeSpan.FromSeconds(seconds) };

        _sut.Decide(failure, Tally(FailureClass.Overloaded, 2), jitter: 0.5).Wait.Should().Be(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Clamp_HintAboveTheLongestHonored_IsAnExhaustedQuota()
    {
        var failure = new BatchFailure(FailureClass.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(13262) };

        var clamped = _sut.Clamp(failure);

        clamped.Class.Should().Be(FailureClass.QuotaExhausted);
        clamped.Message.Should().Contain("03:41:02").And.Contain("MaxHonoredRetryAfter").And.Contain("00:05:00").And.Contain("slow down");
    }

    [Fact]
    public void Clamp_HintAtTheLongestHonored_StaysARateLimit() =>
        _sut.Clamp(new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromMinutes(5) }).Class.Should().Be(FailureClass.RateLimited);

    [Fact]
    public void Clamp_LongHintOnAServerError_IsIgnored() =>
        _sut.Clamp(new(FailureClass.ServerError) { RetryAfter = TimeSpan.FromHours(1) }).Class.Should().Be(FailureClass.ServerError);

    private static AttemptTally Tally(FailureClass failure, int calls)
    {
        var tally = default(AttemptTally);
        for (var call = 0; call < calls; call++)
        {
            tally.CountFailure(failure);
        }

        return tally;
    }

    private RetryDecision Decide(FailureClass failure, int calls) => _sut.Decide(new(failure), Tally(failure, calls), jitter: 0);
}
