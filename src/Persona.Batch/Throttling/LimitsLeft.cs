namespace PersonaBatch;

/// <summary>The share of each limit that the provider said is left, from 0 to 1.</summary>
internal readonly record struct LimitsLeft(double Requests, double Tokens, double InputTokens, double OutputTokens)
{
    /// <summary>Gets a value indicating whether so little is left of one that the pace is slower than its limit.</summary>
    public bool IsBraked => Pace.IsBraked(Requests) || Pace.IsBraked(Tokens) || Pace.IsBraked(InputTokens) || Pace.IsBraked(OutputTokens);
}
