namespace PersonaBatch;

/// <summary>What a quota's provider said of its limits, as far as it is the newest.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the lock.</remarks>
internal sealed class LearnedLimits
{
    private const double Minute = 60;

    private double _heardOf = double.MinValue;
    private LeftOver _requests = LeftOver.Everything;
    private LeftOver _tokens = LeftOver.Everything;

    public int? Requests { get; private set; }

    public int? Tokens { get; private set; }

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

        var (requests, tokens) = (Requests, Tokens);
        _heardOf = call.SentAt;
        Requests = report.RequestLimit is > 0 ? report.RequestLimit : Requests;
        Tokens = report.TokenLimit is > 0 ? report.TokenLimit : Tokens;
        _requests = LeftOver.Of(report.RequestsRemaining, report.RequestLimit, call.SentAt, call.Sent.Calls) ?? _requests;
        _tokens = LeftOver.Of(report.TokensRemaining, report.TokenLimit, call.SentAt, call.Sent.Tokens) ?? _tokens;
        return requests != Requests || tokens != Tokens;
    }

    /// <summary>The share of the request limit that is left.</summary>
    public double RequestsLeft(double now, in SentSoFar sent) => _requests.At(now, sent.Calls);

    /// <summary>The share of the token limit that is left.</summary>
    public double TokensLeft(double now, in SentSoFar sent) => _tokens.At(now, sent.Tokens);

    /// <summary>What the provider said was left, and since when: it fills up in a minute, less what we sent since.</summary>
    private readonly record struct LeftOver(double Share, int Limit, double HeardAt, long Sent)
    {
        public static readonly LeftOver Everything = new(1, int.MaxValue, 0, 0);

        public static LeftOver? Of(int? remaining, int? limit, double at, long sent) =>
            remaining >= 0 && limit > 0 ? new LeftOver((double)remaining.Value / limit.Value, limit.Value, at, sent) : null;

        public double At(double now, long sent) => Math.Clamp(Share + ((now - HeardAt) / Minute) - ((double)(sent - Sent) / Limit), 0, 1);
    }
}
