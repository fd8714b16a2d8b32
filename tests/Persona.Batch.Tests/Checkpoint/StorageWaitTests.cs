using Microsoft.Extensions.Time.Testing;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class StorageWaitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryNext_WhileBlocked_WaitsLongerEachTimeUntilTheTimeIsOver()
    {
        var sut = new StorageWait(_time, TimeSpan.FromSeconds(10));
        List<double> delays = [];

        while (sut.TryNext(out var delay))
        {
            delays.Add(Math.Round(delay.TotalSeconds, 1));
            _time.Advance(delay);
        }

        delays.Should().Equal(0.1, 0.2, 0.4, 0.8, 1.6, 2, 2, 2, 0.9);
        sut.Waited.Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void TryNext_WithoutTime_IsOverAtOnce() => new StorageWait(_time, TimeSpan.Zero).TryNext(out _).Should().BeFalse();

    [Fact]
    public void TryNext_AfterItWorkedAgain_BeginsAnew()
    {
        var sut = new StorageWait(_time, TimeSpan.FromSeconds(10));
        sut.TryNext(out _);
        _time.Advance(TimeSpan.FromSeconds(9));
        sut.Works();
        sut.IsBlocked.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(9));

        sut.TryNext(out var delay).Should().BeTrue();

        delay.Should().Be(TimeSpan.FromSeconds(0.1));
    }

    [Fact]
    public void Limit_WhileTheRunEnds_IsTheLeastOfAll()
    {
        var sut = new StorageWait(_time, TimeSpan.FromMinutes(1));
        sut.TryNext(out _);
        sut.Limit(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(4));
        sut.TryNext(out _).Should().BeTrue();

        sut.Limit(TimeSpan.Zero);

        sut.TryNext(out _).Should().BeFalse();
    }
}
