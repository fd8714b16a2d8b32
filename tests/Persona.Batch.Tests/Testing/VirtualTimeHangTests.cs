using PersonaBatch.Testing;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Testing;

[Collection(VirtualTimeCollection.Name)]
public sealed class VirtualTimeHangTests
{
    private const int Items = 100;
    private const string Bad = "item 77";

    private readonly VirtualTimeProvider _time = new() { StepLimit = TimeSpan.FromMilliseconds(500), StepLimitsWithoutTime = 3 };

    [Fact]
    public async Task Watch_DelayWithoutTheClock_IsNamed()
    {
        using var source = new CancellationTokenSource();
#pragma warning disable RS0030 // The misuse that the simulation must find.
        var act = () => RunAllAsync(_ => Task.Delay(TimeSpan.FromSeconds(10), source.Token));
#pragma warning restore RS0030

        await act.Should().ThrowAsync<VirtualTimeException>().WithMessage($"*a real timer is running*: {Bad} attempt 1*");
        await source.CancelAsync();
    }

    [Fact]
    public async Task Watch_ThreadOfItsOwn_IsNamed()
    {
        var act = () => RunAllAsync(_ =>
        {
            var done = new TaskCompletionSource();
            new Thread(done.SetResult).Start();
            return done.Task;
        });

        await act.Should().ThrowAsync<VirtualTimeException>().WithMessage($"*another thread, by {Bad} attempt 1*");
    }

    [Fact]
    public async Task Watch_BlockedInsideAStep_IsNamed()
    {
        var never = new TaskCompletionSource();
#pragma warning disable VSTHRD002, VSTHRD103, CA1849 // The misuse that the simulation must find.
        var act = () => RunAllAsync(_ =>
        {
            never.Task.Wait();
            return Task.CompletedTask;
        });
#pragma warning restore VSTHRD002, VSTHRD103, CA1849

        await act.Should().ThrowAsync<VirtualTimeException>().WithMessage($"*blocked inside one step*: {Bad} attempt 1*");
        never.SetResult();
    }

    [Fact]
    public async Task Watch_NeverEndingWait_IsNamedAtTheHorizon()
    {
        using var sweeper = _time.CreateTimer(_ => { }, null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

        var act = () => RunAllAsync(_ => new TaskCompletionSource().Task);

        await act.Should().ThrowAsync<VirtualTimeException>().WithMessage($"*horizon of 7.00:00:00*: {Bad} attempt 1*");
    }

    [Fact]
    public async Task Watch_NeverEndingWaitWithoutTimers_IsNamed()
    {
        var act = () => RunAllAsync(_ => new TaskCompletionSource().Task);

        await act.Should().ThrowAsync<VirtualTimeException>().WithMessage($"*nothing is queued and no timer is armed*: {Bad} attempt 1*");
    }

    [Fact]
    public async Task Watch_EndlessYield_IsNamed()
    {
        var stop = false;
        var act = () => RunAllAsync(async _ =>
        {
            while (!Volatile.Read(ref stop))
            {
                await Task.Yield();
            }
        });

        try
        {
            await act.Should().ThrowAsync<VirtualTimeException>().WithMessage($"*time cannot move*{Bad} attempt 1*");
        }
        finally
        {
            Volatile.Write(ref stop, true); // or it would go on in every later simulation
        }
    }

    [Fact]
    public async Task Watch_WaitForAPeer_IsLegal()
    {
        using var peers = new SemaphoreSlim(1, 1);
        var start = _time.GetTimestamp();

        await RunAllAsync(
            async _ =>
            {
                await peers.WaitAsync();
                await Task.Delay(TimeSpan.FromSeconds(1), _time);
                peers.Release();
            },
            item => item < 10);

        _time.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task RunAsync_ClockReadOnAnotherThread_Fails()
    {
        var act = () => _time.RunAsync(() =>
        {
            var done = new TaskCompletionSource();
            new Thread(() =>
            {
                _time.GetUtcNow();
                done.SetResult();
            }).Start();
            return done.Task;
        });

        await act.Should().ThrowAsync<VirtualTimeException>().WithMessage("*another thread, by code outside any watched call*");
    }

    [Fact]
    public async Task RunAsync_AfterAFailedRun_RunsAgain()
    {
        var act = () => _time.RunAsync(() => new TaskCompletionSource().Task);
        await act.Should().ThrowAsync<VirtualTimeException>();
        var start = _time.GetTimestamp();

        await _time.RunAsync(() => Task.Delay(TimeSpan.FromSeconds(1), _time));

        _time.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(1));
    }

    private Task RunAllAsync(Func<int, Task> misbehave, Func<int, bool>? isBad = null)
    {
        isBad ??= static item => item == 77;
        var provider = _time.Watch(new Provider(item => isBad(item) ? misbehave(item) : Task.Delay(TimeSpan.FromSeconds(1), _time)));
        return _time.RunAsync(() => Task.WhenAll(Enumerable.Range(0, Items).Select(CallAsync)));

        Task CallAsync(int item) => provider.CallAsync(item, Calls.Of($"{item}"), CancellationToken.None).AsTask();
    }

    private sealed class Provider(Func<int, Task> call) : IBatchProvider<int, int>
    {
        async ValueTask<int> IBatchProvider<int, int>.CallAsync(int item, ProviderCall providerCall, CancellationToken cancellationToken)
        {
            await call(item);
            return item;
        }
    }
}
