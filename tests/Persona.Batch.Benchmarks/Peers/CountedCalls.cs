namespace PersonaBatch.Benchmarks;

/// <summary>Calls of one length that know how many of them are in flight.</summary>
internal sealed class CountedCalls(TimeSpan latency)
{
    private readonly Lock _gate = new();

    private int _inFlight;
    private int _interrupted;
    private TimeSpan _longest;
    private Func<int, bool>? _awaited;
    private TaskCompletionSource _reached = new();
    private long _reachedAt;

    public int Interrupted => Volatile.Read(ref _interrupted);

    /// <summary>Gets the longest that any call took.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (_gate)
            {
                return _longest;
            }
        }
    }

    /// <summary>Gets the timestamp at which the number that was waited for was there.</summary>
    public long ReachedAt => Volatile.Read(ref _reachedAt);

    public void ForgetLongest()
    {
        lock (_gate)
        {
            _longest = default;
        }
    }

    /// <summary>Waits for a number of calls in flight.</summary>
    public Task UntilAsync(Func<int, bool> awaited)
    {
        lock (_gate)
        {
            _awaited = awaited;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            LookNeedsLock();
            return _reached.Task;
        }
    }

    public async ValueTask<int> CallAsync(int item, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        Count(1, took: default);
        try
        {
            await Task.Delay(latency, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _interrupted);
            throw;
        }
        finally
        {
            Count(-1, TimeProvider.System.GetElapsedTime(start));
        }

        return item;
    }

    private void Count(int change, TimeSpan took)
    {
        lock (_gate)
        {
            _inFlight += change;
            _longest = took > _longest ? took : _longest;
            LookNeedsLock();
        }
    }

    private void LookNeedsLock()
    {
        if (_awaited?.Invoke(_inFlight) == true)
        {
            _awaited = null;
            _reachedAt = TimeProvider.System.GetTimestamp();
            _reached.SetResult();
        }
    }
}
