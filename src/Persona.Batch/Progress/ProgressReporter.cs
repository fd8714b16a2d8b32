using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Tells an observer how the run goes: once a second, one snapshot at a time, in order, the last one final.</summary>
/// <remarks>A slow observer misses snapshots, never the final one; what it throws is logged.</remarks>
internal sealed class ProgressReporter : IAsyncDisposable
{
    /// <summary>The time between two snapshots.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly IProgress<BatchProgress> _observer;
    private readonly Func<BatchProgress> _snapshot;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isReporting;
    private bool _isFinal;

    private ProgressReporter(IProgress<BatchProgress> observer, Func<BatchProgress> snapshot, TimeProvider timeProvider, ILogger logger)
    {
        _observer = observer;
        _snapshot = snapshot;
        _timeProvider = timeProvider;
        _logger = logger;
        _timer = timeProvider.CreateTimer(static state => ((ProgressReporter)state!).Tick(), this, Period, Period);
    }

    /// <summary>Begins to report, where somebody observes. Disposing reports the final snapshot.</summary>
    public static IAsyncDisposable For(IProgress<BatchProgress>? observer, Func<BatchProgress> snapshot, TimeProvider timeProvider, ILogger logger) =>
        observer is null ? Nobody.Instance : new ProgressReporter(observer, snapshot, timeProvider, logger);

    /// <summary>Reports the final snapshot and waits a moment for an observer that is busy.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _isFinal = true;
        }

        Tick();
        try
        {
            await _finished.Task.WaitAsync(Period, _timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It gets the final snapshot when it comes back.
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_isReporting)
            {
                return;
            }

            _isReporting = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static reporter => reporter.Report(), this, preferLocal: false);
    }

    private void Report()
    {
        bool wasFinal;
        bool again;
        do
        {
            lock (_gate)
            {
                wasFinal = _isFinal;
            }

            Tell();
            lock (_gate)
            {
                again = _isFinal && !wasFinal; // the end came while the observer was busy
                _isReporting = again;
            }
        }
        while (again);

        if (wasFinal)
        {
            _finished.TrySetResult();
        }
    }

    private void Tell()
    {
        try
        {
            _observer.Report(_snapshot());
        }
#pragma warning disable CA1031 // the observer is the user's code and must not disturb the run
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BatchLog.ObserverThrew(_logger, exception);
        }
    }

    private sealed class Nobody : IAsyncDisposable
    {
        public static readonly Nobody Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
