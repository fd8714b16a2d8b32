namespace PersonaBatch.Testing;

/// <summary>Looks for what may wake a call that is open, does not run and has no timer on the clock.</summary>
internal sealed class OutsideWatch(VirtualRun run)
{
    private static readonly TimeSpan ForAWakeUp = TimeSpan.FromMilliseconds(50);

    private long _realTimers = Timer.ActiveCount;
    private bool _probing;

    /// <summary>Looks before the time moves.</summary>
    /// <returns>Whether something is to be done first: the run has failed, or work arrived.</returns>
    public bool Look()
    {
        if (!run.Calls.AnyUnexplained)
        {
            return false;
        }

        var realTimers = Timer.ActiveCount;
        if (realTimers > _realTimers)
        {
            run.Fail($"a real timer is running (Task.Delay without the TimeProvider?); open: {run.Calls.UnexplainedNames()}");
            return true;
        }

        _realTimers = realTimers;
        _probing = run.Calls.StartProbe() && run.WaitForWork(ForAWakeUp);
        return _probing;
    }

    /// <summary>Looks at what arrived during a probe, after it ran: was it the host's own, or did it wake a call?</summary>
    public void LookAgain()
    {
        if (_probing && run.Calls.Woken is { } woken)
        {
            run.Fail($"a call was woken from outside (I/O, another thread): {woken.Name}");
        }

        _probing = false;
    }
}
