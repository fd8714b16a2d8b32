using System.Threading.Channels;

using Microsoft.Extensions.Time.Testing;

namespace PersonaBatch.Testing.Server.Tests.Support;

/// <summary>A clock that tells when somebody starts to wait on it.</summary>
internal sealed class AwaitedTimeProvider : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public ValueTask<TimeSpan> NextTimerAsync() => _timers.Reader.ReadAsync();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }
}
