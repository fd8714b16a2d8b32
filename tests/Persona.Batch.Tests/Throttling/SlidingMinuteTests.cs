using CsCheck;

namespace PersonaBatch.Tests.Throttling;

public sealed class SlidingMinuteTests
{
    private readonly SlidingMinute _sut = new();

    [Fact]
    public void WaitAt_Fits_IsZero()
    {
        _sut.Add(60, now: 5);

        _sut.WaitAt(amount: 40, limit: 100, now: 6).Should().Be(0);
    }

    [Fact]
    public void WaitAt_DoesNotFit_IsUntilEnoughHasLeftTheMinute()
    {
        _sut.Add(50, now: 5);
        _sut.Add(50, now: 10);

        _sut.WaitAt(amount: 50, limit: 100, now: 20).Should().BeInRange(45, 45.25);
        _sut.WaitAt(amount: 51, limit: 100, now: 20).Should().BeInRange(50, 50.25);
    }

    [Fact]
    public void WaitAt_AfterHours_HasForgottenEverything()
    {
        _sut.Add(100, now: 5);

        _sut.WaitAt(amount: 100, limit: 100, now: 100_000).Should().Be(0);
    }

    [Fact]
    public void Correct_WithinTheMinute_MakesRoom()
    {
        _sut.Add(100, now: 5);
        _sut.Correct(-60, reservedAt: 5);

        _sut.WaitAt(amount: 60, limit: 100, now: 6).Should().Be(0);
        _sut.WaitAt(amount: 61, limit: 100, now: 6).Should().BePositive();
    }

    [Fact]
    public void Correct_OlderThanAMinute_ChangesNothing()
    {
        _sut.Add(100, now: 5);
        _sut.Add(100, now: 90);
        _sut.Correct(-60, reservedAt: 5);

        _sut.WaitAt(amount: 1, limit: 100, now: 91).Should().BePositive();
    }

    [Fact]
    public void WaitAt_AnySends_NeverLetsATrailingMinuteExceedTheLimit() => Gen.Select(Gen.Int[1, 100], Gen.Double[0, 20]).Array[1, 100].Sample(static sends =>
    {
        const int Limit = 100;
        var sut = new SlidingMinute();
        var now = 0.0;
        List<(double At, int Amount)> sent = [];
        foreach (var (amount, pause) in sends)
        {
            now += pause;
            now += sut.WaitAt(amount, Limit, now);
            sut.WaitAt(amount, Limit, now).Should().Be(0, "the wait was over");
            sut.Add(amount, now);
            sent.Add((now, amount));
            sent.Where(call => call.At > now - 60).Sum(static call => call.Amount).Should().BeLessThanOrEqualTo(Limit);
        }
    });
}
