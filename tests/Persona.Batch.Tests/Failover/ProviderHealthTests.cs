namespace PersonaBatch.Tests.Failover;

/// <summary>One provider's state over time, in seconds; no clock and no engine.</summary>
public sealed class ProviderHealthTests
{
    private static readonly FailoverRules Rules = new(After: 30, Failures: 3, CoolDown: 60, PerSecond: 1);

    private readonly ProviderHealth _sut = new(Rules);

    public static TheoryData<FailureClass> OfTheProvider => [FailureClass.ServerError, FailureClass.Overloaded, FailureClass.Network, FailureClass.Timeout];

    public static TheoryData<FailureClass> OfTheItem =>
    [
        FailureClass.RateLimited, FailureClass.ConcurrencyLimited, FailureClass.InvalidRequest, FailureClass.TooLarge, FailureClass.ContentFiltered,
        FailureClass.InvalidResponse, FailureClass.Unknown,
    ];

    public static TheoryData<FailureClass> OfTheAccount => [FailureClass.QuotaExhausted, FailureClass.Unauthorized, FailureClass.Configuration];

    [Theory]
    [MemberData(nameof(OfTheProvider))]
    public void Ended_FailuresInARow_BreakIt(FailureClass failure)
    {
        Fail(failure, times: 2);
        _sut.At(0).Should().Be(ProviderStanding.Ready);

        Fail(failure);

        _sut.State.Should().Be(ProviderState.Broken);
        Stands(0, 59).Should().Equal(ProviderStanding.Away, ProviderStanding.Away);
        _sut.At(60).Should().Be(ProviderStanding.Trial);
    }

    [Theory]
    [MemberData(nameof(OfTheItem))]
    public void Ended_AnyOtherAnswerBetween_CountsAnew(FailureClass answer)
    {
        Fail(FailureClass.ServerError, times: 2);
        Fail(answer);
        Fail(FailureClass.ServerError, times: 2);

        _sut.At(0).Should().Be(ProviderStanding.Ready);
    }

    [Fact]
    public void Ended_SuccessBetween_CountsAnew()
    {
        Fail(FailureClass.Network, times: 2);
        _sut.Ended(null, wasTrial: false, now: 0);
        Fail(FailureClass.Network, times: 2);

        _sut.At(0).Should().Be(ProviderStanding.Ready);
    }

    [Fact]
    public void Ended_LocalFailureBetween_SaysNothing()
    {
        Fail(FailureClass.Network, times: 2);
        Fail(FailureClass.Local);
        Fail(FailureClass.Network);

        _sut.State.Should().Be(ProviderState.Broken);
    }

    [Theory]
    [MemberData(nameof(OfTheAccount))]
    public void Ended_RefusedForGood_IsUsedUpAtOnce(FailureClass failure)
    {
        Fail(failure);

        _sut.State.Should().Be(ProviderState.UsedUp);
        (_sut.IsUsedUp(59), _sut.IsUsedUp(60)).Should().Be((true, false), "from then on an item may try it");
        _sut.At(60).Should().Be(ProviderStanding.Trial);
    }

    [Theory]
    [InlineData(600, 600)]
    [InlineData(10, 60)]
    public void Ended_WithAHint_RestsAsLongAsItAskedFor(int hint, int until)
    {
        _sut.Ended(new BatchFailure(FailureClass.QuotaExhausted) { RetryAfter = TimeSpan.FromSeconds(hint) }, wasTrial: false, now: 0);

        Stands(until - 1, until).Should().Equal(ProviderStanding.Away, ProviderStanding.Trial);
    }

    [Fact]
    public void Sent_AfterTheCoolDown_IsTheOnlyTrial()
    {
        Fail(FailureClass.ServerError, times: 3);

        _sut.Sent().Should().BeTrue();

        _sut.At(60).Should().Be(ProviderStanding.Away);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(FailureClass.RateLimited)]
    [InlineData(FailureClass.InvalidRequest)]
    public void Ended_TrialWasAnswered_IsBack(FailureClass? answer)
    {
        Fail(FailureClass.QuotaExhausted);
        _sut.Sent();

        _sut.Ended(answer is { } failure ? new BatchFailure(failure) : null, wasTrial: true, now: 61);

        _sut.State.Should().Be(ProviderState.Up);
        _sut.Sent().Should().BeFalse();
    }

    [Theory]
    [InlineData(FailureClass.ServerError, ProviderState.Broken)]
    [InlineData(FailureClass.Unauthorized, ProviderState.UsedUp)]
    public void Ended_TrialFailed_RestsAgain(FailureClass failure, object state)
    {
        Fail(FailureClass.ServerError, times: 3);
        _sut.Sent();

        _sut.Ended(new BatchFailure(failure), wasTrial: true, now: 70);

        _sut.State.Should().Be((ProviderState)state);
        Stands(129, 130).Should().Equal(ProviderStanding.Away, ProviderStanding.Trial);
    }

    [Fact]
    public void Ended_TrialOfAUsedUpOneFailedOtherwise_StaysUsedUp()
    {
        Fail(FailureClass.QuotaExhausted);
        _sut.Sent();

        _sut.Ended(new BatchFailure(FailureClass.Network), wasTrial: true, now: 60);

        _sut.IsUsedUp(61).Should().BeTrue();
    }

    [Fact]
    public void Ended_TrialWasCutByUs_MayBeTriedAgainAtOnce()
    {
        Fail(FailureClass.ServerError, times: 3);
        _sut.Sent();

        _sut.Ended(new BatchFailure(FailureClass.Local), wasTrial: true, now: 61);

        _sut.At(61).Should().Be(ProviderStanding.Trial);
    }

    [Fact]
    public void Ended_CallsThatWereOnTheirWay_NeitherProlongNorEndTheRest()
    {
        Fail(FailureClass.ServerError, times: 3);

        _sut.Ended(new BatchFailure(FailureClass.ServerError), wasTrial: false, now: 50);
        _sut.Ended(null, wasTrial: false, now: 51);

        Stands(59, 60).Should().Equal(ProviderStanding.Away, ProviderStanding.Trial);
    }

    [Fact]
    public void HoldBack_UntilItsLimitsOpen_IsAwayAndThenReadyWithoutATrial()
    {
        _sut.HoldBack(40);

        Stands(39, 40).Should().Equal(ProviderStanding.Away, ProviderStanding.Ready);
        _sut.Sent().Should().BeFalse();
        _sut.State.Should().Be(ProviderState.Up);
    }

    [Fact]
    public void HoldBack_WhileBroken_StillNeedsATrial()
    {
        Fail(FailureClass.ServerError, times: 3);

        _sut.HoldBack(90);

        Stands(89, 90).Should().Equal(ProviderStanding.Away, ProviderStanding.Trial);
    }

    private IEnumerable<ProviderStanding> Stands(params long[] moments) => moments.Select(_sut.At);

    private void Fail(FailureClass failure, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _sut.Ended(new BatchFailure(failure), wasTrial: false, now: 0);
        }
    }
}
