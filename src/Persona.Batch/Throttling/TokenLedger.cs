namespace PersonaBatch;

/// <summary>The token limits of a quota: input, output, and both together. One that nobody set and no provider told costs nothing.</summary>
/// <remarks>
/// <para>Providers count differently: a total limit (OpenAI) takes input and the most output when a call comes and gives nothing
/// back; separate limits (Anthropic) take what was really used, without what came from the cache.</para>
/// <para>Not safe for concurrent use: its owner holds the lock.</para>
/// </remarks>
internal sealed class TokenLedger
{
    private readonly TokenEstimator _estimator = new();
    private readonly TokenBudget _total = new();
    private readonly TokenBudget _input = new();
    private readonly TokenBudget _output = new();

    /// <summary>What a call would reserve now.</summary>
    public Reservation Quote(in TokenUsage estimate, double now)
    {
        var mean = _estimator.Output();
        var input = _estimator.Input(estimate.InputTokens);
        return new Reservation(
            now,
            input,
            estimate.OutputTokens > 0 ? Math.Min(mean, estimate.OutputTokens) : mean,
            estimate.OutputTokens > 0 ? estimate.OutputTokens : mean,
            estimate.InputTokens,
            estimate.OutputTokens > 0)
        {
            UncachedInput = _estimator.Uncached(input),
        };
    }

    /// <summary>How long a call has to wait.</summary>
    public double WaitAt(in Reservation call, in QuotaLimits limits, in LimitsLeft left, double now) => Math.Max(
        _total.WaitAt(call.Total, limits.TokensPerMinute, Pace.PerSecond(limits.TokensPerMinute, left.Tokens), now),
        Math.Max(
            _input.WaitAt(call.UncachedInput, limits.InputTokensPerMinute, Pace.PerSecond(limits.InputTokensPerMinute, left.InputTokens), now),
            _output.WaitAt(call.Output, limits.OutputTokensPerMinute, Pace.PerSecond(limits.OutputTokensPerMinute, left.OutputTokens), now)));

    public void Reserve(in Reservation call, double now)
    {
        _total.Reserve(call.Total, now);
        _input.Reserve(call.UncachedInput, now);
        _output.Reserve(call.Output, now);
    }

    /// <summary>Settles a call. Without usage the estimate stands: the provider may have counted it.</summary>
    public void Settle(in Reservation call, TokenUsage? usage)
    {
        if (usage is not { } used)
        {
            return;
        }

        _estimator.Learn(call.EstimatedInput, used);
        _total.Settle(call.Total, used.InputTokens + (call.IsBounded ? call.MostOutput : used.OutputTokens), call.SentAt);
        _input.Settle(call.UncachedInput, used.InputTokens - used.CachedInputTokens, call.SentAt);
        _output.Settle(call.Output, used.OutputTokens, call.SentAt);
    }
}
