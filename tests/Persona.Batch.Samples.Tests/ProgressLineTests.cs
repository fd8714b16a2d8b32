using System.Globalization;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

public sealed class ProgressLineTests
{
    private readonly BatchProgress _progress = new(
        "personas",
        BatchState.Running,
        new BatchCounts(Accepted: 141, Succeeded: 115, Failed: 2, Skipped: 1, Aborted: 0, Replayed: 0),
        Total: 240,
        InFlight: 20,
        Waiting: 3,
        ConcurrencyLimit: 20,
        ItemsPerMinute: 589.6,
        default,
        CostUsd: 0.12341m,
        TimeSpan.FromSeconds(12.9));

    [Fact]
    public void Format_Snapshot_IsOneLine() =>
        ProgressLine.Format(_progress).Should().Be("00:12  118/240 done, 2 failed, 20 in flight, 3 waiting, 590/min, $0.1234");

    [Fact]
    public void Format_UnknownTotalAndCost_LeavesThemOut() =>
        ProgressLine.Format(_progress with { Total = null, CostUsd = null })
            .Should().Be("00:12  118 done, 2 failed, 20 in flight, 3 waiting, 590/min");

    [Theory]
    [InlineData(0, "00:00  ")]
    [InlineData(3599, "59:59  ")]
    [InlineData(3600, "1:00:00  ")]
    [InlineData(100_000, "27:46:40  ")]
    public void Format_Elapsed_StartsTheLine(int seconds, string start) =>
        ProgressLine.Format(_progress with { Elapsed = TimeSpan.FromSeconds(seconds) }).Should().StartWith(start);

    [Theory]
    [InlineData(BatchState.Paused, ", paused")]
    [InlineData(BatchState.Stopping, ", stopping")]
    [InlineData(BatchState.Ended, "$0.1234")]
    public void Format_State_EndsTheLine(BatchState state, string end) =>
        ProgressLine.Format(_progress with { State = state }).Should().EndWith(end);

    [Fact]
    public void Format_InAnyCulture_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

            ProgressLine.Format(_progress).Should().EndWith("$0.1234");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
