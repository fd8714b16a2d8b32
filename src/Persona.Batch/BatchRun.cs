using System.Runtime.CompilerServices;

namespace PersonaBatch;

/// <summary>A live run, untyped: what status pages and operators need. Safe for concurrent use.</summary>
public abstract class BatchRun : IAsyncDisposable
{
    private readonly BatchRuns? _runs;

    private Task<BatchSummary>? _completion;
    private volatile bool _isErrorHandedOut;
    private bool _isBegun;

    private protected BatchRun(IBatchEngine engine, BatchRuns? runs)
    {
        Engine = engine;
        _runs = runs;
    }

    /// <summary>Gets the batch's identity; without an explicit one, the processor's name until the checkpoint is open.</summary>
    public string BatchId => Engine.BatchId;

    /// <summary>Gets how the run stands now.</summary>
    public BatchProgress Progress => Engine.Progress;

    /// <summary>Gets a task that completes when nothing of the run is left. It waits for nobody, but a stream's run for the reader of its stream.</summary>
    /// <exception cref="BatchCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="BatchIncompleteException">The source failed.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be used or written.</exception>
    public Task<BatchSummary> Completion
    {
        get
        {
            ErrorIsHandedOut();
            return LazyInitializer.EnsureInitialized(ref _completion, AwaitEndAsync);
        }
    }

    /// <summary>Gets a value indicating whether the run has not ended.</summary>
    internal bool IsLive => !Engine.Ended.IsCompleted;

    private protected IBatchEngine Engine { get; }

    /// <summary>Watches the run: one snapshot now, one a second, and the final one.</summary>
    /// <param name="cancellationToken">Ends the watching, not the run.</param>
    /// <returns>The snapshots, in order.</returns>
    public async IAsyncEnumerable<BatchProgress> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var snapshot = Progress;
            yield return snapshot;
            if (snapshot.State == BatchState.Ended)
            {
                yield break;
            }

            var next = Task.Delay(ProgressReporter.Period, Engine.TimeProvider, cancellationToken);
            await Task.WhenAny(next, Engine.Ended).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Starts no more calls until <see cref="Resume"/>; calls in flight finish. Item deadlines stand still, attempt and batch clocks run on.</summary>
    public void Pause() => Engine.Pause();

    /// <summary>Goes on after <see cref="Pause"/>.</summary>
    public void Resume() => Engine.Resume();

    /// <summary>Alters limits of the run, from the next call on. No call is interrupted: where more are in flight than may be, those too many finish.</summary>
    /// <param name="change">Alters what it is given. Called once, before this returns; what others change meanwhile stays.</param>
    /// <exception cref="ArgumentException">A limit is out of its range; nothing was changed.</exception>
    /// <remarks>May be called before the run has begun; without effect once it has ended.</remarks>
    public void Change(Action<BatchLimits> change) => Engine.Change(change);

    /// <summary>Ends the run: nothing new starts, calls in flight get <see cref="TimeoutOptions.Drain"/>, everything is saved.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the stopping.</param>
    /// <returns>A task that completes when the run has ended, however it did.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Engine.RequestEnd(new RunEnding(BatchTermination.Stopped, "the user asked to stop"));
        Begin();
        await ((Task)Engine.Ended).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Stops the run if it still goes on.</summary>
    /// <returns>A task that completes when the run has ended.</returns>
    /// <exception cref="CheckpointException">Paid results could not be saved, and nobody was told yet.</exception>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!Engine.IsStarted)
        {
            return; // a stream that nobody read has nothing to end
        }

        await StopAsync().ConfigureAwait(false);
        if (!_isErrorHandedOut && Engine.Ended.Exception?.InnerException is CheckpointException { Unsaved.Count: > 0 })
        {
            ErrorIsHandedOut();
            await Engine.Ended.ConfigureAwait(false);
        }
    }

    /// <summary>Starts the run and lists it; once, however often it is called.</summary>
    internal void Begin()
    {
        if (!Interlocked.Exchange(ref _isBegun, true))
        {
            _runs?.Begin(this, Engine.Ended);
            Engine.Start();
        }
    }

    /// <summary>Notes that somebody gets to see how the run ended, so that disposing need not say it again.</summary>
    private protected void ErrorIsHandedOut() => _isErrorHandedOut = true;

    private async Task<BatchSummary> AwaitEndAsync() => await Engine.Ended.ConfigureAwait(false);
}
