namespace PersonaBatch.Tests.Retry;

public sealed class FailureRateTests
{
    [Fact]
    public void Count_FewerThanFiftyFailures_GoesOnEvenWhenAllFail()
    {
        var sut = new FailureRate(0.5);

        Enumerable.Range(0, 49).Count(_ => sut.Count(failed: true)).Should().Be(0);
        sut.Count(failed: true).Should().BeTrue();
    }

    [Fact]
    public void Count_FiftyFailuresAmongMany_GoesOn()
    {
        var sut = new FailureRate(0.5);

        Enumerable.Range(0, 300).Count(item => sut.Count(failed: item % 3 == 0)).Should().Be(0);
    }

    [Theory]
    [InlineData(0.1, 0.3, true)]
    [InlineData(0.1, 0.05, false)]
    [InlineData(1.0, 0.9, false)]
    [InlineData(1.0, 1.0, true)]
    public void Count_AnyRate_HoldsFromFiftyFailuresOn(double most, double failing, bool stops)
    {
        var sut = new FailureRate(most);

        Enumerable.Range(0, 2000).Any(item => sut.Count(failed: item % 100 < failing * 100) && item > 300).Should().Be(stops);
    }

    [Fact]
    public void Count_HalfOfTheLastHundred_Stops()
    {
        var sut = new FailureRate(0.5);
        for (var item = 0; item < 1000; item++)
        {
            sut.Count(failed: false);
        }

        Enumerable.Range(0, 50).Count(_ => sut.Count(failed: true)).Should().Be(1, "only the fiftieth failure makes half of the last hundred");
    }
}
