namespace PersonaBatch;

/// <summary>One run's place at a quota that it may share with others. Disposed when the run has ended.</summary>
/// <remarks>Safe for concurrent use. Its run is called on a pool thread, never inside of a member.</remarks>
internal sealed class ThrottleSeat : IThreadPoolWorkItem, IDisposable
{
    private readonly ProviderThrottle _throttle;
    private readonly Action _called;

    private volatile bool _isInLine;
    private volatile bool _isCalled;

    public ThrottleSeat(ProviderThrottle throttle, in QuotaLimits caps, in QuotaLimits preset, Action called)
    {
        _throttle = throttle;
        _called = called;
        Caps = caps;
        Preset = preset;
    }

    /// <summary>Gets what the user allows; nothing the provider says raises it.</summary>
    public QuotaLimits Caps { get; private set; }

    /// <summary>Gets what holds until the provider says better.</summary>
    public QuotaLimits Preset { get; private set; }

    /// <summary>Gets a value indicating whether the run waits for its turn: starting a call would be in vain.</summary>
    public bool IsWaiting => _isInLine && !_isCalled;

    /// <summary>Gets how many calls the quota bears at once.</summary>
    public int MostInFlight => _throttle.MostInFlight;

    /// <summary>Asks for one call to go now.</summary>
    /// <param name="estimate">Its tokens, as far as anybody knows: input, and the most output.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="reservation">What to settle when the call has ended.</param>
    public ThrottleAnswer TryGo(in TokenUsage estimate, long now, out Reservation reservation) =>
        _throttle.TryGo(this, estimate, now, out reservation);

    /// <summary>How long the quota's own clock holds a call back.</summary>
    public TimeSpan WaitFor(in TokenUsage estimate, long now) => _throttle.WaitFor(estimate, now);

    /// <summary>Settles a call that went. Exactly once.</summary>
    public void Settle(in Reservation reservation, TokenUsage? usage, RateLimitReport? limits) => _throttle.Settle(reservation, usage, limits);

    /// <summary>Lets nobody on the quota call for at least this long from now.</summary>
    /// <returns><see langword="true"/> when the wait became longer.</returns>
    public bool CloseFor(TimeSpan wait, long now) => _throttle.CloseFor(wait, now);

    /// <summary>Allows more or less from now on.</summary>
    public void Change(in QuotaLimits caps, in QuotaLimits preset) => _throttle.Change(this, caps, preset);

    /// <summary>Leaves the line: the run has nothing to send, or may not.</summary>
    public void LeaveLine()
    {
        if (_isInLine)
        {
            _throttle.LeaveLine(this);
        }
    }

    /// <summary>Why a call can never go, or not today.</summary>
    public BatchFailure Refusal(ThrottleAnswer answer, in Reservation wanted) => _throttle.Refusal(answer, wanted);

    /// <summary>Takes other limits. The throttle's lock is held.</summary>
    public void ChangeNeedsLock(in QuotaLimits caps, in QuotaLimits preset) => (Caps, Preset) = (caps, preset);

    /// <summary>Notes that the run stands in line. The throttle's lock is held.</summary>
    /// <returns><see langword="true"/> when it is new there.</returns>
    public bool StandInLineNeedsLock()
    {
        var isNew = !_isInLine;
        _isInLine = true;
        _isCalled = false;
        return isNew;
    }

    /// <summary>Notes that the run is in line no more. The throttle's lock is held.</summary>
    /// <returns><see langword="true"/> when it was.</returns>
    public bool LeaveLineNeedsLock()
    {
        var was = _isInLine;
        _isInLine = _isCalled = false;
        return was;
    }

    /// <summary>Calls the run, unless it was called already. The throttle's lock is held.</summary>
    public void CallNeedsLock()
    {
        if (!_isCalled)
        {
            _isCalled = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public void Execute() => _called();

    public void Dispose() => _throttle.Leave(this);
}
