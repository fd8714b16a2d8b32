using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Reads the input to its end or to the run's.</summary>
#pragma warning disable CA1001 // a source without a timer holds nothing, and a late stop may still touch it
internal sealed class InputReading(ILogger logger)
#pragma warning restore CA1001
{
    /// <summary>How long a source may go on after the run has begun to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _endRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads on a thread of its own, because a blocking iterator must not keep the run from ending; one that does not react is left behind.</summary>
    /// <returns>What the source threw. What it gave before is finished all the same.</returns>
    public async Task<Exception?> ReadAsync<TItem, TResult>(Chunker<TItem, TResult> chunker, RunParts<TItem, TResult> parts)
    {
        var reading = Task.Run(() => chunker.RunAsync(parts.Source, _stop.Token), CancellationToken.None);
        await Task.WhenAny(reading, _endRequested.Task).ConfigureAwait(false);
        try
        {
            await reading.WaitAsync(Grace, parts.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!reading.IsCompleted)
        {
            BatchLog.SourceIgnoresStop(logger, parts.Name);
        }
#pragma warning disable CA1031 // the source is the user's code
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }

        return null;
    }

    /// <summary>The run is ending: nothing more is read.</summary>
    public void End()
    {
        _endRequested.TrySetResult();

        // On a thread of its own: what the source registered is the user's code, and may block or throw.
        ThreadPool.UnsafeQueueUserWorkItem(static reading => reading.Stop(), this, preferLocal: false);
    }

    private void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (AggregateException exception)
        {
            BatchLog.CancellationCallbackThrew(logger, exception);
        }
    }
}
