namespace PersonaBatch.Tests.Throttling;

public sealed class PaceTests
{
    [Theory]
    [InlineData(1, 9.85)]
    [InlineData(0.08, 9.85)]
    [InlineData(0.04, 4.925)]
    [InlineData(0, 0.4925)]
    public void PerSecond_LimitAndWhatIsLeft_BrakesBelowEightPercent(double left, double perSecond) =>
        Pace.PerSecond(limit: 600, left).Should().BeApproximately(perSecond, 1e-9);

    [Fact]
    public void PerSecond_NoLimit_IsNone() => Pace.PerSecond(limit: null, left: 0).Should().BeNull();
}
