using PersonaBatch.Testing;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Testing;

[Collection(VirtualTimeCollection.Name)]
public sealed class VirtualTimeProviderTests
{
    private readonly VirtualTimeProvider _time = new();

    [Fact]
    public void GetUtcNow_WithoutARun_IsTheFixedStart()
    {
        _time.GetUtcNow().Should().Be(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _time.LocalTimeZone.Should().Be(TimeZoneInfo.Utc);
        _time.TimestampFrequency.Should().Be(TimeSpan.TicksPerSecond);
    }

    [Fact]
    public void GetUtcNow_WithAStart_IsThatInstantInUtc()
    {
        var start = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.FromHours(2));

        var sut = new VirtualTimeProvider(start);

        sut.GetUtcNow().Should().Be(start).And.BeExactly(start.ToUniversalTime());
    }

    [Fact]
    public void Constructor_HorizonOfZero_Throws()
    {
        var act = () => new VirtualTimeProvider(horizon: TimeSpan.Zero);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("horizon");
    }

    [Fact]
    public async Task RunAsync_DelaysOneAfterAnother_TakeTheirSumExactly()
    {
        var elapsed = await ElapsedAsync(async () =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time);
            }
        });

        elapsed.Should().Be(TimeSpan.FromSeconds(1_000));
    }

    [Fact]
    public async Task RunAsync_DelaysAtOnce_TakeTheLongest()
    {
        var elapsed = await ElapsedAsync(() => Task.WhenAll(Enumerable.Range(1, 100).Select(i => Task.Delay(TimeSpan.FromMinutes(i), _time))));

        elapsed.Should().Be(TimeSpan.FromMinutes(100));
    }

    [Theory]
    [InlineData(1, 10_000)]
    [InlineData(8, 1_250)]
    [InlineData(1_000, 10)]
    public async Task RunAsync_WorkersOfOneQueue_HaveTheExactMakespan(int workers, int seconds)
    {
        var left = 10_000;

        var elapsed = await ElapsedAsync(() => Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync))));

        elapsed.Should().Be(TimeSpan.FromSeconds(seconds));

        async Task WorkAsync()
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await Task.Yield();
                await Task.Delay(TimeSpan.FromSeconds(1), _time).ConfigureAwait(false);
            }
        }
    }

    [Fact]
    public async Task RunAsync_OfAFunctionWithAResult_ReturnsIt()
    {
        var result = await _time.RunAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromHours(1), _time);
            return 42;
        });

        result.Should().Be(42);
    }

    [Fact]
    public async Task RunAsync_BodyThrows_ThrowsTheSame()
    {
        var thrown = new InvalidOperationException("mine");

        var act = () => _time.RunAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromHours(1), _time);
            throw thrown;
        });

        (await act.Should().ThrowAsync<InvalidOperationException>()).Which.Should().BeSameAs(thrown);
    }

    [Fact]
    public async Task RunAsync_BodyThrowsBeforeItsTask_ThrowsTheSame()
    {
        var thrown = new InvalidOperationException("mine");

        var act = () => _time.RunAsync(() => throw thrown);

        (await act.Should().ThrowAsync<InvalidOperationException>()).Which.Should().BeSameAs(thrown);
    }

    [Fact]
    public async Task RunAsync_BodyIsCancelled_ThrowsWithItsToken()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);

        var act = () => _time.RunAsync(() => Task.Delay(Timeout.InfiniteTimeSpan, _time, source.Token));

        (await act.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
    }

    [Fact]
    public async Task RunAsync_Twice_GoesOnFromWhereItWas()
    {
        var start = _time.GetUtcNow();

        await _time.RunAsync(() => Task.Delay(TimeSpan.FromHours(3), _time));
        var between = _time.GetUtcNow() - start;
        await _time.RunAsync(() => Task.Delay(TimeSpan.FromHours(4), _time));

        between.Should().Be(TimeSpan.FromHours(3));
        (_time.GetUtcNow() - start).Should().Be(TimeSpan.FromHours(7));
    }

    [Fact]
    public async Task RunAsync_TimerMadeBefore_FiresInTheRun()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time);

        var before = delay.IsCompleted;
        var elapsed = await ElapsedAsync(() => delay);

        before.Should().BeFalse();
        elapsed.Should().Be(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task RunAsync_AnotherAtTheSameTime_WaitsForIt()
    {
        var other = new VirtualTimeProvider();

        await Task.WhenAll(
            _time.RunAsync(() => Task.Delay(TimeSpan.FromHours(1), _time)),
            other.RunAsync(() => Task.Delay(TimeSpan.FromHours(2), other)));

        (other.GetUtcNow() - _time.GetUtcNow()).Should().Be(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task RunAsync_InsideARun_Throws()
    {
        var act = () => _time.RunAsync(() => new VirtualTimeProvider().RunAsync(() => Task.CompletedTask));

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*inside another*");
    }

    [Fact]
    public async Task RunAsync_CallersAsyncLocal_IsSeen()
    {
        var local = new AsyncLocal<string> { Value = "caller" };

        var seen = await _time.RunAsync(() => Task.FromResult(local.Value));

        seen.Should().Be("caller");
    }

    [Fact]
    public async Task RunAsync_Ended_GivesThePoolBack()
    {
        ThreadPool.GetMinThreads(out var min, out var minIo);
        ThreadPool.GetMaxThreads(out var max, out var maxIo);

        await _time.RunAsync(() => Task.Delay(TimeSpan.FromSeconds(1), _time));

        ThreadPool.GetMinThreads(out var minAfter, out var minIoAfter);
        ThreadPool.GetMaxThreads(out var maxAfter, out var maxIoAfter);
        (minAfter, minIoAfter, maxAfter, maxIoAfter).Should().Be((min, minIo, max, maxIo));
    }

    private async Task<TimeSpan> ElapsedAsync(Func<Task> body)
    {
        var start = _time.GetTimestamp();
        await _time.RunAsync(body);
        return _time.GetElapsedTime(start);
    }
}
