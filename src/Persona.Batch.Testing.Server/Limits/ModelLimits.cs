namespace PersonaBatch.Testing;

/// <summary>The limits of one model. Its caller holds the lock.</summary>
internal sealed class ModelLimits
{
    private SimulatedServerOptions _options;
    private PeriodLimit[] _limits;

    public ModelLimits(SimulatedServerOptions options)
    {
        _options = options;
        _limits = [.. LimitKind.All.Select(kind => Make(kind, options)).OfType<PeriodLimit>()];
    }

    /// <summary>From now on these limits hold. What was used of a limit that changes stays used.</summary>
    public void Change(SimulatedServerOptions options, TimeSpan now)
    {
        var sameRule = (options.LimitRule, options.Burst) == (_options.LimitRule, _options.Burst);
        _options = options;
        _limits = [.. LimitKind.All.Select(kind => Changed(kind, sameRule, now)).OfType<PeriodLimit>()];
    }

    /// <summary>Lets a call in, or says why not.</summary>
    public Refusal? Admit(TimeSpan now, CallCost cost)
    {
        if (Array.Find(_limits, limit => limit.Kind is { Unit: not LimitUnit.Requests, Window: LimitWindow.Minute } && cost.Of(limit.Kind.Unit) > limit.Rate) is { } never)
        {
            return new Refusal(RefusalKind.RequestTooLarge) { Limit = never.ReadAt(now), Requested = cost.Of(never.Kind.Unit) };
        }

        PeriodLimit? slowest = null;
        var longest = TimeSpan.Zero;
        foreach (var limit in _limits)
        {
            var wait = limit.WaitAt(now, cost.Of(limit.Kind.Unit));
            if (wait > longest)
            {
                slowest = limit;
                longest = wait;
            }
        }

        if (slowest is not null)
        {
            return new Refusal(RefusalKind.RateLimited) { Limit = slowest.ReadAt(now), Requested = cost.Of(slowest.Kind.Unit), Wait = longest };
        }

        foreach (var limit in _limits)
        {
            limit.Take(cost.Of(limit.Kind.Unit));
        }

        return null;
    }

    /// <summary>Reads what callers are told: of each unit, the limit for the longest time.</summary>
    public IReadOnlyList<LimitReading> ReadAt(TimeSpan now) =>
        [.. _limits.DistinctBy(static limit => limit.Kind.Unit).Select(limit => limit.ReadAt(now))];

    private static PeriodLimit? Make(LimitKind kind, SimulatedServerOptions options) => kind.RateOf(options) is not { } rate
        ? null
        : options.LimitRule == SimulatedLimitRule.FixedMinutes
            ? new FixedPeriodLimit(kind, rate)
            : new RefillingLimit(kind, rate, kind.Window == LimitWindow.Minute ? options.Burst : kind.Length);

    private PeriodLimit? Changed(LimitKind kind, bool sameRule, TimeSpan now)
    {
        var old = Array.Find(_limits, limit => limit.Kind == kind);
        if (sameRule && old?.Rate == kind.RateOf(_options))
        {
            return old;
        }

        var made = Make(kind, _options);
        if (made is not null && old is not null)
        {
            made.WaitAt(now, cost: 0);
            made.Take(Math.Min(old.ReadAt(now).Used, made.Capacity));
        }

        return made;
    }
}
