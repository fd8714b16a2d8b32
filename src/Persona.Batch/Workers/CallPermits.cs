namespace PersonaBatch;

/// <summary>Lets calls to one provider go as far as the concurrency limit and the provider's quota allow, and tells both how each one ended.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class CallPermits(IConcurrencyControl control, ThrottleSeat seat, TimeProvider timeProvider) : IDisposable
{
    /// <summary>Gets how many calls may be in flight.</summary>
    public int Limit { get; private set; } = Math.Min(control.Limit, seat.MostInFlight);

    /// <summary>Gets a value indicating whether the quota will call when the next call may go.</summary>
    public bool IsWaiting => seat.IsWaiting;

    public ThrottleAnswer TryGo(in TokenUsage estimate, long now, out Reservation reservation) => seat.TryGo(estimate, now, out reservation);

    /// <summary>How long the quota's own clock holds a call back.</summary>
    public TimeSpan WaitFor(in TokenUsage estimate, long now) => seat.WaitFor(estimate, now);

    public BatchFailure Refusal(ThrottleAnswer answer, in Reservation wanted) => seat.Refusal(answer, wanted);

    /// <summary>Gives back what a call held, and lets the limit move.</summary>
    /// <returns>By how much it moved.</returns>
    public int Settle<TResult>(in Reservation reservation, in AttemptEnd<TResult> end, long took)
    {
        seat.Settle(reservation, end.Usage, end.RateLimits);
        control.Record(end.Failure?.Class, Math.Max(0, took).ToTimeSpan(timeProvider));

        var before = Limit;
        Limit = Math.Min(control.Limit, seat.MostInFlight);
        return Limit - before;
    }

    /// <summary>Obeys other limits from the next call on.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="ownsRates">Whether their rates are meant for this provider; the workers always are.</param>
    public void Change(BatchLimits limits, bool ownsRates)
    {
        control.Cap(limits.MaxWorkers);
        seat.Change(
            ownsRates ? seat.Caps with { RequestsPerMinute = limits.RequestsPerMinute, TokensPerMinute = limits.TokensPerMinute } : seat.Caps,
            limits.HasOwnWorkers ? seat.Preset with { Concurrent = null } : seat.Preset);
        Limit = Math.Min(control.Limit, seat.MostInFlight);
    }

    public bool CloseFor(TimeSpan wait, long now) => seat.CloseFor(wait, now);

    public void LeaveLine() => seat.LeaveLine();

    public void Dispose() => seat.Dispose();
}
