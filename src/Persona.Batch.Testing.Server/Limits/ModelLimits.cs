namespace PersonaBatch.Testing;

/// <summary>The limits of one model. Its caller holds the lock.</summary>
internal sealed class ModelLimits
{
    private SimulatedServerOptions _options;
    private MinuteLimit? _requests;
    private MinuteLimit? _tokens;

    public ModelLimits(SimulatedServerOptions options)
    {
        _options = options;
        _requests = Make(options, LimitUnit.Requests);
        _tokens = Make(options, LimitUnit.Tokens);
    }

    /// <summary>From now on these limits hold. What was used of a limit that changes stays used.</summary>
    public void Change(SimulatedServerOptions options, TimeSpan now)
    {
        var rule = (options.LimitRule, options.Burst) != (_options.LimitRule, _options.Burst);
        _requests = rule || options.RequestsPerMinute != _options.RequestsPerMinute ? Remade(_requests, options, LimitUnit.Requests, now) : _requests;
        _tokens = rule || options.TokensPerMinute != _options.TokensPerMinute ? Remade(_tokens, options, LimitUnit.Tokens, now) : _tokens;
        _options = options;
    }

    /// <summary>Lets a call in, or says why not.</summary>
    public Refusal? Admit(TimeSpan now, long tokens)
    {
        if (tokens > _tokens?.PerMinute)
        {
            return new Refusal(RefusalKind.RequestTooLarge) { Limit = _tokens.ReadAt(now), Requested = tokens };
        }

        var untilRequest = _requests?.WaitAt(now, 1) ?? TimeSpan.Zero;
        var untilTokens = _tokens?.WaitAt(now, tokens) ?? TimeSpan.Zero;
        if (untilRequest > TimeSpan.Zero && untilRequest >= untilTokens)
        {
            return new Refusal(RefusalKind.RateLimited) { Limit = _requests!.ReadAt(now), Requested = 1, Wait = untilRequest };
        }

        if (untilTokens > TimeSpan.Zero)
        {
            return new Refusal(RefusalKind.RateLimited) { Limit = _tokens!.ReadAt(now), Requested = tokens, Wait = untilTokens };
        }

        _requests?.Take(1);
        _tokens?.Take(tokens);
        return null;
    }

    public IReadOnlyList<LimitReading> ReadAt(TimeSpan now) =>
        [.. new[] { _requests, _tokens }.OfType<MinuteLimit>().Select(limit => limit.ReadAt(now))];

    private static MinuteLimit? Make(SimulatedServerOptions options, LimitUnit unit)
    {
        var perMinute = unit == LimitUnit.Requests ? options.RequestsPerMinute : options.TokensPerMinute;
        return perMinute is not { } rate ? null
            : options.LimitRule == SimulatedLimitRule.FixedMinutes ? new FixedMinuteLimit(unit, rate)
            : new RefillingLimit(unit, rate, options.Burst);
    }

    private static MinuteLimit? Remade(MinuteLimit? old, SimulatedServerOptions options, LimitUnit unit, TimeSpan now)
    {
        var made = Make(options, unit);
        if (made is not null && old is not null)
        {
            made.WaitAt(now, cost: 0);
            made.Take(Math.Min(old.ReadAt(now).Used, made.Capacity));
        }

        return made;
    }
}
