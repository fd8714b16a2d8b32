namespace PersonaBatch.Testing.Server.Tests;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.9, "0s")]
    [InlineData(6, "6ms")]
    [InlineData(19.5, "19ms")]
    [InlineData(999, "999ms")]
    [InlineData(1_000, "1s")]
    [InlineData(8_640, "8.64s")]
    [InlineData(12_967, "12.967s")]
    [InlineData(60_000, "1m0s")]
    [InlineData(66_779, "1m6.779s")]
    [InlineData(864_000, "14m24s")]
    [InlineData(1_252_666, "20m52.666s")]
    [InlineData(3_600_000, "1h0m0s")]
    [InlineData(411_480_000, "114h18m0s")]
    public void Format_Durations_ReadAsRecorded(double milliseconds, string text) =>
        GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)).Should().Be(text);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    public void RoundedUp_Wait_IsNeverShorter(long ticks, int milliseconds) =>
        GoDuration.RoundedUp(TimeSpan.FromTicks(ticks)).Should().Be(TimeSpan.FromMilliseconds(milliseconds));
}
