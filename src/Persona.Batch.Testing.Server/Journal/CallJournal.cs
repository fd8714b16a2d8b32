namespace PersonaBatch.Testing;

/// <summary>Every call received, in the order of arrival. Safe for concurrent use.</summary>
internal sealed class CallJournal(ServerClock clock)
{
    private readonly Lock _gate = new();
    private readonly List<ReceivedCall> _calls = [];

    private int _inFlight;
    private int _mostInFlight;
    private long _answered;
    private long _rejected;
    private TaskCompletionSource? _changed;

    public IReadOnlyList<ReceivedCall> Calls => Read(() => _calls.ToArray());

    public int InFlight => Read(() => _inFlight);

    public int MostInFlight => Read(() => _mostInFlight);

    public long Received => Read(() => (long)_calls.Count);

    public long Answered => Read(() => _answered);

    public long Rejected => Read(() => _rejected);

    /// <summary>Notes a call that came.</summary>
    public ReceivedCall Arrive(string path, SimulatedWire wire, string? idempotencyKey, string? userAgent)
    {
        lock (_gate)
        {
            var call = new ReceivedCall(_calls.Count + 1, clock.Elapsed, path) { Wire = wire, IdempotencyKey = idempotencyKey, UserAgent = userAgent };
            _calls.Add(call);
            _mostInFlight = Math.Max(_mostInFlight, ++_inFlight);
            PulseNeedsLock();
            return call;
        }
    }

    /// <summary>Adds to what is known of a call.</summary>
    public void Note(long number, Func<ReceivedCall, ReceivedCall> change)
    {
        lock (_gate)
        {
            _calls[(int)number - 1] = change(_calls[(int)number - 1]);
        }
    }

    /// <summary>Ends a call; once.</summary>
    public void End(long number, Func<ReceivedCall, ReceivedCall> change)
    {
        lock (_gate)
        {
            var ended = change(_calls[(int)number - 1]) with { End = clock.Elapsed };
            _calls[(int)number - 1] = ended;
            _inFlight--;
            _answered += ended.Answered ? 1 : 0;
            _rejected += ended.Rejected ? 1 : 0;
            PulseNeedsLock();
        }
    }

    /// <summary>Completes once it is so; looked at on every arrival and end.</summary>
    public async Task WhenAsync(Func<CallJournal, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition(this))
                {
                    return;
                }

                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void PulseNeedsLock()
    {
        _changed?.SetResult();
        _changed = null;
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
