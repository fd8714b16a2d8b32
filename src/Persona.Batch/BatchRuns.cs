namespace PersonaBatch;

/// <summary>The live runs of a container's processors, for status pages and operators. Safe for concurrent use.</summary>
public sealed class BatchRuns
{
    private readonly Lock _gate = new();
    private readonly List<BatchRun> _begun = [];

    internal BatchRuns()
    {
    }

    /// <summary>Gets the runs that have started and not ended, in the order they started; a stream starts when it is first read.</summary>
    public IReadOnlyCollection<BatchRun> Active
    {
        get
        {
            lock (_gate)
            {
                return [.. _begun.Where(static run => run.IsLive)];
            }
        }
    }

    /// <summary>Finds a live run.</summary>
    /// <param name="batchId">The batch's identity, as <see cref="BatchRun.BatchId"/> says it.</param>
    /// <returns>The run; <see langword="null"/> when none is live.</returns>
    public BatchRun? Find(string batchId)
    {
        ArgumentNullException.ThrowIfNull(batchId);

        return Active.FirstOrDefault(run => string.Equals(run.BatchId, batchId, StringComparison.Ordinal));
    }

    /// <summary>Lists a run that starts now, until it ends.</summary>
    internal void Begin(BatchRun run, Task ended)
    {
        lock (_gate)
        {
            _begun.Add(run);
        }

        _ = ForgetAtEndAsync(run, ended);
    }

    private async Task ForgetAtEndAsync(BatchRun run, Task ended)
    {
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _begun.Remove(run);
        }
    }
}
