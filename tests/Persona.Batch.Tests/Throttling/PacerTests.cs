namespace PersonaBatch.Tests.Throttling;

public sealed class PacerTests
{
    private readonly Pacer _sut = new();

    [Fact]
    public void WaitAt_TheFirstCall_GoesAtOnce() => _sut.WaitAt(perSecond: 0.1, now: 0).Should().Be(0);

    [Fact]
    public void WaitAt_AfterACall_IsTheTimeOfOnePermit()
    {
        Go(perSecond: 1, now: 10);

        _sut.WaitAt(perSecond: 1, now: 10.2).Should().BeApproximately(0.8, 1e-9);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 60)]
    public void WaitAt_LongIdle_KeepsLittle(double perSecond, int burst)
    {
        Go(perSecond, now: 0);

        var calls = 0;
        while (_sut.WaitAt(perSecond, now: 1000) == 0)
        {
            _sut.Take();
            calls++;
        }

        calls.Should().Be(burst, "0.6 seconds' worth, at least one");
    }

    [Fact]
    public void WaitAt_NoLimit_NeverWaitsAndSavesNothingUp()
    {
        for (var call = 0; call < 1000; call++)
        {
            Go(perSecond: null, now: call);
        }

        Go(perSecond: 1, now: 1000);
        _sut.WaitAt(perSecond: 1, now: 1000).Should().BeApproximately(1, 1e-9);
    }

    private void Go(double? perSecond, double now)
    {
        _sut.WaitAt(perSecond, now).Should().Be(0);
        _sut.Take();
    }
}
