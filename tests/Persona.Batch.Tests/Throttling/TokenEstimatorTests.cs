namespace PersonaBatch.Tests.Throttling;

public sealed class TokenEstimatorTests
{
    private readonly TokenEstimator _sut = new();

    [Fact]
    public void Input_NothingReported_IsTheEstimate() => _sut.Input(estimate: 70).Should().Be(70);

    [Fact]
    public void Input_NothingKnownAtAll_IsAThousand() => _sut.Input(estimate: 0).Should().Be(1000);

    [Fact]
    public void Input_ReportsAboveTheEstimates_CorrectsByTheirRatio()
    {
        _sut.Learn(estimatedInput: 100, new TokenUsage(150, 10));

        _sut.Input(estimate: 200).Should().Be(300);
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(100_000, 500)]
    public void Input_AbsurdReports_CorrectAtMostFivefold(long reported, long expected)
    {
        _sut.Learn(estimatedInput: 100, new TokenUsage(reported, 0));

        _sut.Input(estimate: 100).Should().Be(expected);
    }

    [Fact]
    public void Input_NoEstimate_IsTheMeanOfTheReports()
    {
        _sut.Learn(estimatedInput: 0, new TokenUsage(100, 0));
        _sut.Learn(estimatedInput: 0, new TokenUsage(200, 0));

        _sut.Input(estimate: 0).Should().BeInRange(150, 152);
    }

    [Fact]
    public void Output_NewReports_OutweighOldOnes()
    {
        for (var report = 0; report < 200; report++)
        {
            _sut.Learn(estimatedInput: 0, new TokenUsage(0, report < 100 ? 1000 : 100));
        }

        _sut.Output().Should().BeLessThan(250);
    }

    [Fact]
    public void Uncached_NothingReported_IsAll() => _sut.Uncached(input: 100).Should().Be(100);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(75, 25)]
    [InlineData(100, 0)]
    [InlineData(900, 0)]
    public void Uncached_PartOfTheInputFromTheCache_IsTheRest(long cached, long expected)
    {
        _sut.Learn(estimatedInput: 100, new TokenUsage(100, 10, CachedInputTokens: cached));

        _sut.Uncached(input: 100).Should().Be(expected);
    }
}
