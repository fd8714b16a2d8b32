namespace PersonaBatch.Tests.Failover;

/// <summary>Who comes next, as a table. One letter a provider: u up, h held back until 40, b broken until 60, o back from that, x used up until 60.</summary>
public sealed class ProviderChoiceTests
{
    private const long Now = 30;

    private static readonly FailoverRules Rules = new(After: 30, Failures: 1, CoolDown: 60, PerSecond: 1);

    [Theory]
    [InlineData("u", -1, 0)]
    [InlineData("uu", -1, 0)]
    [InlineData("uu", 0, 0)]
    [InlineData("hu", -1, 1)]
    [InlineData("bu", -1, 1)]
    [InlineData("xu", -1, 1)]
    [InlineData("xbu", -1, 2)]
    [InlineData("ou", -1, 0)]
    [InlineData("ou", 0, 1)]
    [InlineData("ou", 1, 0)]
    [InlineData("oo", 0, 1)]
    [InlineData("o", 0, -1)]
    [InlineData("bxh", -1, -1)]
    [InlineData("huu", 1, 1)]
    public void Next_FromTheFirst_IsTheFirstThatMayBeAsked(string order, int failedAt, int expected) =>
        ProviderChoice.Next(Order(order), Now, from: 0, failedAt).Should().Be(expected);

    [Theory]
    [InlineData("uuu", 1, 1)]
    [InlineData("uhu", 1, 2)]
    [InlineData("uu", 2, -1)]
    public void Next_BehindOneThatCouldNot_GoesOnInOrder(string order, int from, int expected) =>
        ProviderChoice.Next(Order(order), Now, from, failedAt: -1).Should().Be(expected);

    [Theory]
    [InlineData("x", true)]
    [InlineData("xx", true)]
    [InlineData("xb", false)]
    [InlineData("xh", false)]
    [InlineData("ux", false)]
    public void NoneIsLeft_OnlyWhenAllAreUsedUp(string order, bool expected) => ProviderChoice.NoneIsLeft(Order(order), Now).Should().Be(expected);

    [Theory]
    [InlineData("xx", Reaction.EndRun, Reaction.EndRun)]
    [InlineData("xu", Reaction.EndRun, Reaction.Retry)]
    [InlineData("xb", Reaction.EndRun, Reaction.Retry)]
    [InlineData("bu", Reaction.Fail, Reaction.Fail)]
    public void After_AFailure_EndsTheRunOnlyWhenNobodyIsLeft(string order, object decided, object expected) =>
        ProviderChoice.After(new RetryDecision((Reaction)decided), Order(order), Now, failedAt: 0).Reaction.Should().Be((Reaction)expected);

    [Theory]
    [InlineData("bu", 0)]
    [InlineData("hu", 0)]
    [InlineData("uu", 7)]
    [InlineData("bh", 7)]
    public void After_ARetry_WaitsUnlessAnotherTakesTheItem(string order, int seconds)
    {
        var decision = new RetryDecision(Reaction.Retry, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3));

        ProviderChoice.After(decision, Order(order), Now, failedAt: 0).Should().Be(decision with { Wait = TimeSpan.FromSeconds(seconds) });
    }

    [Theory]
    [InlineData("uo", long.MaxValue)]
    [InlineData("uh", 40)]
    [InlineData("bh", 40)]
    [InlineData("xb", 60)]
    public void ReturnAfter_IsTheEarliestReturn(string order, long expected) => ProviderChoice.ReturnAfter(Order(order), Now).Should().Be(expected);

    private static ProviderHealth[] Order(string order) => [.. order.Select(Of)];

    private static ProviderHealth Of(char state)
    {
        var health = new ProviderHealth(Rules);
        switch (state)
        {
            case 'h':
                health.HoldBack(40);
                break;
            case 'b' or 'x':
                health.Ended(new BatchFailure(state == 'b' ? FailureClass.ServerError : FailureClass.QuotaExhausted), wasTrial: false, now: 0);
                break;
            case 'o':
                health.Ended(new BatchFailure(FailureClass.ServerError), wasTrial: false, now: -30);
                break;
        }

        return health;
    }
}
