namespace PersonaBatch.Testing;

/// <summary>Rules on prompts: the script first, then what cannot be answered, the limits, the line, the dice.</summary>
internal sealed class CallJudge(Admission admission, FaultScript script, ServerClock clock)
{
    private const int UntoldRequests = 500;
    private const int UntoldTokens = 30_000;

    private readonly PromptCounts _counts = new();

    /// <summary>Rules on a prompt, after it was worked on if it is let in.</summary>
    /// <returns>The prompt, numbered, and the ruling.</returns>
    public async ValueTask<(PromptCall Prompt, Ruling Ruling)> JudgeAsync(LiveCall call, PromptCall unnumbered)
    {
        var number = _counts.Next(unnumbered.Request.Key);
        var prompt = unnumbered with { Request = unnumbered.Request with { Call = number } };
        if (script.Take(prompt.Request) is { } scripted)
        {
            var limits = admission.Read(prompt.Request.Model);
            return (prompt, new Ruling(limits, Told(scripted.Refusal, prompt, limits), scripted));
        }

        if (Misfit(prompt) is { } misfit)
        {
            return (prompt, misfit);
        }

        var ticket = admission.Admit(prompt.Request.Model, prompt.Cost, call.Cancelled);
        if (ticket.Refusal is not null)
        {
            _counts.TakeBack(prompt.Request.Key);
            return (prompt, new Ruling(ticket.Limits, ticket.Refusal, Rejected: true));
        }

        await ticket.Turn.ConfigureAwait(false);
        call.Working(admission.Leave);
        var fault = await WorkAsync(prompt, call.Cancelled).ConfigureAwait(false);
        return (prompt, new Ruling(ticket.Limits, fault?.Refusal, fault));
    }

    /// <summary>Lets a scripted refusal name a limit: one that holds, else one that could.</summary>
    private static Refusal? Told(Refusal? refusal, PromptCall prompt, IReadOnlyList<LimitReading> limits) => refusal switch
    {
        { Kind: RefusalKind.RateLimited } => refusal with
        {
            Limit = Known(limits, LimitUnit.Requests, refusal.Limit.Window, UntoldRequests) with { Remaining = 0 },
            Requested = 1,
        },
        { Kind: RefusalKind.RequestTooLarge } when Known(limits, LimitUnit.Tokens, LimitWindow.Minute, UntoldTokens) is var limit =>
            refusal with { Limit = limit, Requested = limit.Limit + 1 },
        { Kind: RefusalKind.ContextTooLong } => TooLong(prompt, Math.Max(prompt.InputTokens, UntoldTokens) - 1),
        _ => refusal,
    };

    private static LimitReading Known(IReadOnlyList<LimitReading> limits, LimitUnit unit, LimitWindow window, long untold) =>
        limits.FirstOrDefault(limit => (limit.Unit, limit.Window) == (unit, window), new LimitReading(unit, untold, untold, TimeSpan.Zero) { Window = window });

    private static Refusal TooLong(PromptCall prompt, long most) => new(RefusalKind.ContextTooLong)
    {
        Limit = new LimitReading(LimitUnit.Tokens, most, 0, TimeSpan.Zero),
        Requested = Math.Max(prompt.InputTokens, most + 1),
    };

    private Ruling? Misfit(PromptCall prompt)
    {
        var (request, options) = (prompt.Request, prompt.Options);
        return options.Models.Count > 0 && !options.Models.Contains(request.Model, StringComparer.Ordinal)
            ? new Ruling([], new Refusal(RefusalKind.ModelUnknown))
            : prompt.InputTokens > options.ContextTokens
                ? new Ruling(admission.Read(request.Model), TooLong(prompt, options.ContextTokens.Value))
                : null;
    }

    private async ValueTask<SimulatedFault?> WorkAsync(PromptCall prompt, CancellationToken cancellationToken)
    {
        var (request, options) = (prompt.Request, prompt.Options);
        var dice = new Dice(
            options.Seed,
            options.Latency,
            options.LatencySpread,
            (CallFate.Hang, options.HangRate),
            (CallFate.Malformed, options.MalformedRate),
            (CallFate.Error, options.ErrorRate),
            (CallFate.Reset, options.ResetRate),
            (CallFate.Truncated, options.TruncatedRate));
        await Task.Delay(dice.LatencyOf(request.Key, request.Call), clock.Time, cancellationToken).ConfigureAwait(false);
        return SimulatedFault.Of(dice.FateOf(request.Key, request.Call));
    }
}
