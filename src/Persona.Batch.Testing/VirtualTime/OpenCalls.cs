namespace PersonaBatch.Testing;

/// <summary>The watched calls of one run that have not ended.</summary>
internal sealed class OpenCalls(Action check)
{
    private const int MostNames = 5;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, WatchedCall> _open = [];

    private long _entered;
    private int _unexplained;
    private int _unprobed;
    private int _probesLeft = 10;
    private volatile WatchedCall? _running;
    private volatile WatchedCall? _latest;
    private volatile WatchedCall? _woken;

    /// <summary>Gets the call whose code runs now, if it is one's.</summary>
    public WatchedCall? Running => _running;

    /// <summary>Gets the call whose code ran last.</summary>
    public WatchedCall? Latest => _latest;

    /// <summary>Gets the last call that came back to a thread though no timer of its own could wake it, since the last probe began.</summary>
    public WatchedCall? Woken => _woken;

    /// <summary>Gets a value indicating whether a call is open that no timer of its own will wake.</summary>
    public bool AnyUnexplained => Volatile.Read(ref _unexplained) > 0;

    public void Check() => check();

    /// <summary>Opens a call, unless the caller is inside one.</summary>
    /// <param name="name">What to call it when it hangs.</param>
    /// <param name="trusted">Whether it is known to wait on this clock only.</param>
    public WatchedCall? Enter(string name, bool trusted)
    {
        Check();
        if (WatchedCall.Current is { Closed: false })
        {
            return null;
        }

        WatchedCall call;
        lock (_gate)
        {
            call = new WatchedCall(this, ++_entered, name, trusted);
            _open.Add(call.Number, call);
            CountNeedsLock(call, 1);
        }

        WatchedCall.Current = call;
        return call;
    }

    public void Close(WatchedCall call)
    {
        Check();
        lock (_gate)
        {
            CountNeedsLock(call, -1);
            call.Closed = true;
            _open.Remove(call.Number);
        }
    }

    public void Change(WatchedCall call, int timers)
    {
        lock (_gate)
        {
            CountNeedsLock(call, -1);
            call.Timers += timers;
            CountNeedsLock(call, 1);
        }
    }

    /// <summary>The context of a call came to a thread.</summary>
    public void Entered(WatchedCall call, bool onAnotherThread)
    {
        if (onAnotherThread)
        {
            Check();
            if (call.IsUnexplained)
            {
                _woken = call;
            }
        }

        _running = call;
        _latest = call;
    }

    /// <summary>The context of a call left its thread.</summary>
    public void Left() => _running = null;

    /// <summary>Asks whether to wait a little for a wake-up from outside: once per unexplained call, and only a few times in a run.</summary>
    public bool StartProbe()
    {
        lock (_gate)
        {
            if (_unprobed == 0 || _probesLeft == 0)
            {
                return false;
            }

            foreach (var call in _open.Values.Where(static call => call.IsUnexplained))
            {
                call.Probed = true;
            }

            _unprobed = 0;
            _woken = null;
            _probesLeft--;
            return true;
        }
    }

    /// <summary>Names the open calls, the oldest first.</summary>
    /// <param name="first">The one to name before all.</param>
    public string Names(WatchedCall? first = null) => NamesOf(static _ => true, first);

    /// <summary>Names the open calls that no timer of their own will wake, the oldest first.</summary>
    public string UnexplainedNames() => NamesOf(static call => call.IsUnexplained, null);

    private string NamesOf(Func<WatchedCall, bool> which, WatchedCall? first)
    {
        lock (_gate)
        {
            var calls = _open.Values.Where(which).OrderByDescending(call => call == first).Select(static call => call.Name).ToList();
            return calls.Count switch
            {
                0 => "no watched call",
                <= MostNames => string.Join(", ", calls),
                _ => $"{string.Join(", ", calls.Take(MostNames))} and {calls.Count - MostNames} more",
            };
        }
    }

    private void CountNeedsLock(WatchedCall call, int sign)
    {
        if (!call.IsUnexplained)
        {
            return;
        }

        _unexplained += sign;
        if (!call.Probed)
        {
            _unprobed += sign;
        }
    }
}
