namespace PersonaBatch.Tests.Retry;

public sealed class RetryRatioTests
{
    private readonly RetryRatio _sut = new();

    [Fact]
    public void AllowsRetry_NothingButRetries_SaysNo()
    {
        _sut.Count(isRetry: true);

        _sut.AllowsRetry.Should().BeFalse();
    }

    [Theory]
    [InlineData(7, 2, true)]
    [InlineData(7, 3, false)]
    [InlineData(71, 29, true)]
    [InlineData(70, 30, false)]
    public void AllowsRetry_ByTheShareOfTheLastCalls(int newOnes, int retries, bool allowed)
    {
        Count(newOnes, isRetry: false);
        Count(retries, isRetry: true);

        _sut.AllowsRetry.Should().Be(allowed);
    }

    [Fact]
    public void AllowsRetry_OldRetriesLeaveTheWindow()
    {
        Count(100, isRetry: true);
        Count(100, isRetry: false);

        _sut.AllowsRetry.Should().BeTrue();
    }

    private void Count(int calls, bool isRetry)
    {
        for (var call = 0; call < calls; call++)
        {
            _sut.Count(isRetry);
        }
    }
}
