namespace PersonaBatch;

/// <summary>What a quota's provider said of its limits, as far as it is the newest.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the lock.</remarks>
internal sealed class LearnedLimits
{
    private double _heardOf = double.MinValue;

    public int? Requests { get; private set; }

    public int? Tokens { get; private set; }

    /// <summary>Gets the share of the requests that is left, by the call that was sent last among those answered.</summary>
    public double RequestsLeft { get; private set; } = 1;

    /// <summary>Gets the share of the tokens that is left.</summary>
    public double TokensLeft { get; private set; } = 1;

    /// <summary>Takes in what came with the answer of a call.</summary>
    /// <param name="report">What the provider said.</param>
    /// <param name="sentAt">When the call was sent: answers come out of order.</param>
    /// <returns><see langword="true"/> when a limit is another one now.</returns>
    public bool Learn(RateLimitReport report, double sentAt)
    {
        if (sentAt < _heardOf)
        {
            return false;
        }

        var (requests, tokens) = (Requests, Tokens);
        _heardOf = sentAt;
        Requests = report.RequestLimit is > 0 ? report.RequestLimit : Requests;
        Tokens = report.TokenLimit is > 0 ? report.TokenLimit : Tokens;
        RequestsLeft = Share(report.RequestsRemaining, report.RequestLimit) ?? RequestsLeft;
        TokensLeft = Share(report.TokensRemaining, report.TokenLimit) ?? TokensLeft;
        return requests != Requests || tokens != Tokens;
    }

    private static double? Share(int? remaining, int? limit) =>
        remaining >= 0 && limit > 0 ? Math.Min(1, (double)remaining.Value / limit.Value) : null;
}
