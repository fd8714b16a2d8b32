namespace PersonaBatch.Tests.Providers;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("6ms", 60_000)]
    [InlineData("0s", 0)]
    [InlineData("0", 0)]
    [InlineData("8.64s", 86_400_000)]
    [InlineData("1m6.779s", 667_790_000)]
    [InlineData("20m52.666s", 12_526_660_000)]
    [InlineData("17.399999999s", 174_000_000)]
    [InlineData("10.332999999s", 103_330_000)]
    [InlineData("1m0.363142857s", 603_631_429)]
    [InlineData("1h2m", 37_200_000_000)]
    [InlineData("114h18m0s", 4_114_800_000_000)]
    [InlineData("1d", 864_000_000_000)]
    [InlineData("2µs", 20)]
    [InlineData("700ns", 7)]
    [InlineData("55", 550_000_000)]
    [InlineData("1.5", 15_000_000)]
    [InlineData(" 7 ", 70_000_000)]
    public void TryParse_GoodText_GivesTicks(string text, long ticks)
    {
        GoDuration.TryParse(text, out var duration).Should().BeTrue();

        duration.Ticks.Should().Be(ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData(".")]
    [InlineData("-1s")]
    [InlineData("-1")]
    [InlineData("+1s")]
    [InlineData("1x")]
    [InlineData("1s2")]
    [InlineData("1 s")]
    [InlineData("1..2s")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("9000h")]
    [InlineData("1760000000")]
    [InlineData("99999999999999999999999999999999999999h")]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT")]
    public void TryParse_AnythingElse_IsRefused(string text) => GoDuration.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void TryParse_BareNumberOfMilliseconds_CountsThem()
    {
        GoDuration.TryParse("1500", TimeSpan.TicksPerMillisecond, out var duration).Should().BeTrue();

        duration.Should().Be(TimeSpan.FromSeconds(1.5));
    }
}
