namespace PersonaBatch;

/// <summary>Reads the input to its end or to the run's.</summary>
internal static class InputReading
{
    /// <summary>How long a source may go on after the run has begun to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Reads on a thread of its own, because a blocking iterator must not keep the run from ending; one that does not react is left behind.</summary>
    /// <returns>What the source threw. What it gave before is finished all the same.</returns>
    public static async Task<Exception?> ReadAsync<TItem, TResult>(
        Chunker<TItem, TResult> chunker, RunParts<TItem, TResult> parts, Task endRequested, CancellationToken stop)
    {
        var reading = Task.Run(() => chunker.RunAsync(parts.Source, stop), CancellationToken.None);
        await Task.WhenAny(reading, endRequested).ConfigureAwait(false);
        try
        {
            await reading.WaitAsync(Grace, parts.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!reading.IsCompleted)
        {
            BatchLog.SourceIgnoresStop(parts.Logger, parts.Name);
        }
#pragma warning disable CA1031 // the source is the user's code
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }

        return null;
    }
}
