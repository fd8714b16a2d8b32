namespace PersonaBatch;

/// <summary>What a quota's provider said of its limits, as far as it is the newest.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the lock.</remarks>
internal sealed class LearnedLimits
{
    private double _heardOf = double.MinValue;
    private LearnedLimit _requests = LearnedLimit.Unknown;
    private LearnedLimit _tokens = LearnedLimit.Unknown;
    private LearnedLimit _input = LearnedLimit.Unknown;
    private LearnedLimit _output = LearnedLimit.Unknown;

    /// <summary>Gets the limits that were told.</summary>
    public QuotaLimits Told => new(
        RequestsPerMinute: _requests.Limit,
        TokensPerMinute: _tokens.Limit,
        InputTokensPerMinute: _input.Limit,
        OutputTokensPerMinute: _output.Limit);

    /// <summary>Takes in what came with the answer of a call.</summary>
    /// <param name="report">What the provider said.</param>
    /// <param name="call">The call: answers come out of order, and what was sent after it is not in the report.</param>
    /// <returns><see langword="true"/> when a limit is another one now.</returns>
    public bool Learn(RateLimitReport report, in Reservation call)
    {
        if (call.SentAt < _heardOf)
        {
            return false;
        }

        var before = Told;
        var (at, sent) = (call.SentAt, call.Sent);
        _heardOf = at;
        _requests = _requests.Learn(report.RequestLimit, report.RequestsRemaining, at, sent.Calls);
        _tokens = _tokens.Learn(report.TokenLimit, report.TokensRemaining, at, sent.Tokens);
        _input = _input.Learn(report.InputTokenLimit, report.InputTokensRemaining, at, sent.Input);
        _output = _output.Learn(report.OutputTokenLimit, report.OutputTokensRemaining, at, sent.Output);
        return before != Told;
    }

    /// <summary>The shares that are left of the limits.</summary>
    public LimitsLeft LeftAt(double now, in SentSoFar sent) => new(
        _requests.LeftAt(now, sent.Calls), _tokens.LeftAt(now, sent.Tokens), _input.LeftAt(now, sent.Input), _output.LeftAt(now, sent.Output));
}
