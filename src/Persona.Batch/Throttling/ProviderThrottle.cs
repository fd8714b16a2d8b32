using System.Globalization;

namespace PersonaBatch;

/// <summary>Holds one quota's limits for all runs that draw on it: requests and tokens a minute, calls at once, calls a day, and the shared wait after a Retry-After.</summary>
/// <remarks>
/// <para>Runs that must wait stand in line and are called one after the other, one call a turn, so that none takes everything.</para>
/// <para>Safe for concurrent use. Lock order: a run's gate, then this lock; runs are called from the pool.</para>
/// </remarks>
internal sealed class ProviderThrottle
{
    /// <summary>Marks a request that our own reading of the limits refused, so that a resume judges it again.</summary>
    public const string AboveLimitCode = "request_above_limit";

    private const double LookAgainSeconds = 1;

    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private readonly long _madeAt;
    private readonly List<ThrottleSeat> _seats = [];
    private readonly LinkedList<ThrottleSeat> _line = new();
    private readonly LearnedLimits _learned = new();
    private readonly Pacer _pacer = new();
    private readonly TokenLedger _ledger = new();
    private readonly DayCount _day = new();

    private QuotaLimits _firm;
    private QuotaLimits _limits;
    private SentSoFar _sent;
    private double _openAt;
    private int _inFlight;
    private volatile int _mostInFlight = int.MaxValue;

    // For a place or for tokens that a call in flight may give back, not for the clock alone.
    private bool _firstWaitsForOthers;

    public ProviderThrottle(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _madeAt = timeProvider.GetTimestamp();
        _timer = NewTimer();
    }

    /// <summary>Gets how many calls may be in flight.</summary>
    public int MostInFlight => _mostInFlight;

    /// <summary>Takes a run in.</summary>
    /// <param name="caps">What the user allows.</param>
    /// <param name="preset">What holds until the provider says better.</param>
    /// <param name="called">Called on a pool thread when the run's turn has come.</param>
    public ThrottleSeat Join(in QuotaLimits caps, in QuotaLimits preset, Action called)
    {
        var seat = new ThrottleSeat(this, caps, preset, called);
        lock (_gate)
        {
            _seats.Add(seat);
            CombineNeedsLock();
        }

        return seat;
    }

    public void Leave(ThrottleSeat seat)
    {
        lock (_gate)
        {
            _seats.Remove(seat);
            CombineNeedsLock();
            LeaveLineNeedsLock(seat);
            CallFirstNeedsLock(); // limits may be wider now
            if (_line.Count == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Change(ThrottleSeat seat, in QuotaLimits caps, in QuotaLimits preset)
    {
        lock (_gate)
        {
            seat.ChangeNeedsLock(caps, preset);
            CombineNeedsLock();
            CallFirstNeedsLock(); // what it waits for may be nearer now
        }
    }

    public ThrottleAnswer TryGo(ThrottleSeat seat, in TokenUsage estimate, long timestamp, out Reservation reservation)
    {
        lock (_gate)
        {
            var now = Seconds(timestamp);
            reservation = _ledger.Quote(estimate, now);
            if (RefusesNeedsLock(reservation, now) is { } refusal)
            {
                return refusal;
            }

            if (_line.First is { } first && first.Value != seat)
            {
                return StandInLineNeedsLock(seat);
            }

            if (MustWaitNeedsLock(reservation, now))
            {
                return StandInLineNeedsLock(seat);
            }

            _pacer.Take();
            _ledger.Reserve(reservation, now);
            _day.Add();
            _sent = _sent.Plus(reservation);
            reservation = reservation with { Sent = _sent };
            _inFlight++;
            LeaveLineNeedsLock(seat);
            CallFirstNeedsLock(); // it knows best how long its own call has to wait
            return ThrottleAnswer.Go;
        }
    }

    /// <summary>How long the clock alone holds a call back: not a place that another call takes, nor the others in line.</summary>
    public TimeSpan WaitFor(in TokenUsage estimate, long timestamp)
    {
        lock (_gate)
        {
            var now = Seconds(timestamp);
            return TimeSpan.FromSeconds(WaitNeedsLock(_ledger.Quote(estimate, now), now, out _));
        }
    }

    public void Settle(in Reservation reservation, TokenUsage? usage, RateLimitReport? report)
    {
        lock (_gate)
        {
            _inFlight--;
            _ledger.Settle(reservation, usage);
            var isNews = report is not null && _learned.Learn(report, reservation);
            if (isNews)
            {
                CombineNeedsLock();
            }

            if (isNews || _firstWaitsForOthers)
            {
                CallFirstNeedsLock();
            }
        }
    }

    public bool CloseFor(TimeSpan wait, long timestamp)
    {
        lock (_gate)
        {
            var openAt = Seconds(timestamp) + wait.TotalSeconds;
            var isLonger = openAt > _openAt;
            _openAt = Math.Max(_openAt, openAt);
            return isLonger;
        }
    }

    public void LeaveLine(ThrottleSeat seat)
    {
        lock (_gate)
        {
            if (_line.First?.Value == seat)
            {
                LeaveLineNeedsLock(seat);
                CallFirstNeedsLock();
            }
            else
            {
                LeaveLineNeedsLock(seat);
            }
        }
    }

    public BatchFailure Refusal(ThrottleAnswer answer, in Reservation wanted)
    {
        lock (_gate)
        {
            return answer == ThrottleAnswer.DayIsUsedUp
                ? new BatchFailure(FailureClass.QuotaExhausted, string.Create(CultureInfo.InvariantCulture, $"{_limits.RequestsPerDay} calls were sent in the last 24 hours, as many as {nameof(ProviderOptions.RequestsPerDay)} allows. Run again later, or raise it."))
                : new BatchFailure(FailureClass.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The call needs about {wanted.LeastInput} input tokens{(wanted.IsBounded ? $" and up to {wanted.MostOutput} for its output" : "")}; the limit is {Limit()} a minute for all calls together. Shorten it, lower its most output, or raise the limit."))
                { Code = AboveLimitCode };
        }

        string Limit() => _firm.TokensPerMinute is { } tokens ? $"{tokens} tokens" : $"{_firm.InputTokensPerMinute} input tokens";
    }

    private double Seconds(long timestamp) => _timeProvider.GetElapsedTime(_madeAt, timestamp).TotalSeconds;

    private ThrottleAnswer? RefusesNeedsLock(in Reservation call, double now)
    {
        if (call.EstimatedInput > 0 && (call.Least > _firm.TokensPerMinute || call.LeastUncachedInput > _firm.InputTokensPerMinute))
        {
            return ThrottleAnswer.TooLarge;
        }

        return _day.SentAt(now) >= _limits.RequestsPerDay ? ThrottleAnswer.DayIsUsedUp : null;
    }

    private bool MustWaitNeedsLock(in Reservation call, double now)
    {
        var hasRoom = _inFlight < _mostInFlight;
        var wait = WaitNeedsLock(call, now, out var isForTokens);
        _firstWaitsForOthers = !hasRoom || isForTokens;
        if (hasRoom && wait > 0)
        {
            Arm(wait);
        }

        return !hasRoom || wait > 0;
    }

    private double WaitNeedsLock(in Reservation call, double now, out bool isForTokens)
    {
        var left = _learned.LeftAt(now, _sent);
        var tokens = _ledger.WaitAt(call, _limits, left, now);
        var paced = Math.Max(_openAt - now, _pacer.WaitAt(Pace.PerSecond(_limits.RequestsPerMinute, left.Requests), now));
        var wait = Math.Max(0, Math.Max(tokens, paced));
        isForTokens = tokens > paced;

        // A brake loosens by itself: the wait at the pace of this moment can be twenty times too long.
        return left.IsBraked ? Math.Min(wait, LookAgainSeconds) : wait;
    }

    private ThrottleAnswer StandInLineNeedsLock(ThrottleSeat seat)
    {
        if (seat.StandInLineNeedsLock())
        {
            _line.AddLast(seat);
        }

        return ThrottleAnswer.Wait;
    }

    private void LeaveLineNeedsLock(ThrottleSeat seat)
    {
        if (seat.LeaveLineNeedsLock())
        {
            _line.Remove(seat);
        }
    }

    /// <summary>What the user allows, tightened by what the provider said; a preset where neither says anything.</summary>
    private void CombineNeedsLock()
    {
        var caps = _seats.Aggregate(default(QuotaLimits), static (all, seat) => all.And(seat.Caps));
        var preset = _seats.Aggregate(default(QuotaLimits), static (all, seat) => all.And(seat.Preset));
        var told = _learned.Told;
        _firm = caps.And(told);
        _limits = _firm.Or(preset.ReplacedBy(told));
        _mostInFlight = _limits.Concurrent ?? int.MaxValue;
    }

    private void CallFirst()
    {
        lock (_gate)
        {
            CallFirstNeedsLock();
        }
    }

    /// <summary>Calls the run whose turn it is. It stays first until it has sent a call or left.</summary>
    private void CallFirstNeedsLock() => _line.First?.Value.CallNeedsLock();

    /// <summary>Without the execution context of whoever came first: it would be kept alive for as long as the quota.</summary>
    private ITimer NewTimer()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return _timeProvider.CreateTimer(static state => ((ProviderThrottle)state!).CallFirst(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return NewTimer();
        }
    }

    /// <summary>Timers round down to milliseconds; looking too early would cost another look.</summary>
    private void Arm(double seconds) =>
        _timer.Change(TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(seconds * 1000), uint.MaxValue - 1)), Timeout.InfiniteTimeSpan);
}
