using PersonaBatch.Testing;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Testing;

[Collection(VirtualTimeCollection.Name)]
public sealed class VirtualTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly VirtualTimeProvider _time = new();
    private readonly List<string> _trace = [];

    [Fact]
    public async Task CreateTimer_DueAtOnce_FireInOrderOfCreation()
    {
        for (var i = 0; i < 20; i++)
        {
            CreateTimer($"{i}", Second, Never);
        }

        await RunForAsync(2);

        _trace.Should().Equal(Enumerable.Range(0, 20).Select(i => $"{i} at 1"));
    }

    [Fact]
    public async Task CreateTimer_DueAtDifferentTimes_FireInOrderOfTime()
    {
        CreateTimer("late", 3 * Second, Never);
        CreateTimer("now", TimeSpan.Zero, Never);
        CreateTimer("soon", Second, Never);

        await RunForAsync(5);

        _trace.Should().Equal("now at 0", "soon at 1", "late at 3");
    }

    [Fact]
    public async Task CreateTimer_WithAPeriod_FiresAgainAndAgain()
    {
        CreateTimer("tick", Second, 2 * Second);

        await RunForAsync(6);

        _trace.Should().Equal("tick at 1", "tick at 3", "tick at 5");
    }

    [Fact]
    public async Task CreateTimer_NotArmed_NeverFires()
    {
        CreateTimer("tick", Never, Second);

        await RunForAsync(6);

        _trace.Should().BeEmpty();
    }

    [Fact]
    public async Task Change_ToLater_FiresOnlyThen()
    {
        var sut = CreateTimer("tick", Second, Never);

        sut.Change(4 * Second, Never).Should().BeTrue();
        await RunForAsync(6);

        _trace.Should().Equal("tick at 4");
    }

    [Fact]
    public async Task Change_ToTheSameTime_KeepsItsPlaceByCreation()
    {
        var sut = CreateTimer("first", 5 * Second, Never);
        CreateTimer("second", Second, Never);

        sut.Change(Second, Never);
        await RunForAsync(6);

        _trace.Should().Equal("first at 1", "second at 1");
    }

    [Fact]
    public async Task Change_InItsOwnCallback_ArmsAnew()
    {
        ITimer? sut = null;
        sut = _time.CreateTimer(
            _ =>
            {
                Note("tick");
                if (_trace.Count < 3)
                {
                    sut!.Change(Second, Never);
                }
            },
            null,
            Second,
            Never);

        await RunForAsync(10);

        _trace.Should().Equal("tick at 1", "tick at 2", "tick at 3");
    }

    [Fact]
    public async Task Dispose_OfAPeriodicTimerInItsCallback_EndsIt()
    {
        ITimer? sut = null;
        sut = _time.CreateTimer(
            _ =>
            {
                Note("tick");
                sut!.Dispose();
            },
            null,
            Second,
            Second);

        await RunForAsync(10);

        _trace.Should().Equal("tick at 1");
        sut.Change(Second, Never).Should().BeFalse();
    }

    [Fact]
    public void CreateTimer_NegativeDueTime_Throws()
    {
        var act = () => _time.CreateTimer(_ => { }, null, -Second, Never);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("dueTime");
    }

    [Fact]
    public async Task CreateTimer_CallbackThrows_EndsTheRunWithIt()
    {
        using var timer = _time.CreateTimer(_ => throw new InvalidOperationException("mine"), null, Second, Never);

        var act = () => RunForAsync(5);

        (await act.Should().ThrowAsync<VirtualTimeException>().WithMessage("*00:00:01*callback threw*mine*"))
            .WithInnerException<InvalidOperationException>();
    }

    [Fact]
    public async Task CreateTimer_Callback_RunsInTheContextOfItsCreation()
    {
        var local = new AsyncLocal<string> { Value = "creator" };
        string? seen = null;
        using var timer = _time.CreateTimer(_ => seen = local.Value, null, Second, Never);
        local.Value = "later";

        await RunForAsync(5);

        seen.Should().Be("creator");
    }

    [Fact]
    public async Task PeriodicTimer_OnTheClock_TicksEveryPeriod()
    {
        await _time.RunAsync(async () =>
        {
            using var sut = new PeriodicTimer(10 * Second, _time);
            for (var i = 0; i < 3; i++)
            {
                await sut.WaitForNextTickAsync();
                Note("tick");
            }
        });

        _trace.Should().Equal("tick at 10", "tick at 20", "tick at 30");
    }

    [Fact]
    public async Task CancellationTokenSource_WithADelay_FiresThen()
    {
        await _time.RunAsync(async () =>
        {
            using var source = new CancellationTokenSource(90 * Second, _time);
            using var registration = source.Token.Register(() => Note("cancelled"));
            await Task.Delay(1_000 * Second, _time);
        });

        _trace.Should().Equal("cancelled at 90");
    }

    [Fact]
    public async Task CancelAfter_Again_MovesTheInstant()
    {
        await _time.RunAsync(async () =>
        {
            using var source = new CancellationTokenSource(90 * Second, _time);
            using var registration = source.Token.Register(() => Note("cancelled"));
            await Task.Delay(60 * Second, _time);
            source.CancelAfter(60 * Second);
            await Task.Delay(1_000 * Second, _time);
        });

        _trace.Should().Equal("cancelled at 120");
    }

    [Fact]
    public async Task WaitAsync_WithATimeout_EndsThen()
    {
        var never = new TaskCompletionSource();

        await _time.RunAsync(async () =>
        {
            var act = () => never.Task.WaitAsync(30 * Second, _time);
            await act.Should().ThrowAsync<TimeoutException>();
            Note("timeout");
        });

        _trace.Should().Equal("timeout at 30");
    }

    private ITimer CreateTimer(string name, TimeSpan dueTime, TimeSpan period) => _time.CreateTimer(_ => Note(name), null, dueTime, period);

    private void Note(string name) => _trace.Add($"{name} at {(_time.GetUtcNow() - new VirtualTimeProvider().GetUtcNow()).TotalSeconds}");

    private Task RunForAsync(int seconds) => _time.RunAsync(() => Task.Delay(seconds * Second, _time));
}
