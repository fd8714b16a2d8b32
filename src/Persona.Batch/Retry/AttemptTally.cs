namespace PersonaBatch;

/// <summary>One item's calls in this run, by what they count for.</summary>
internal struct AttemptTally
{
    public int Calls;
    public int Attempts;
    public int Timeouts;
    public int InvalidResponses;
    public int RateRefusals;
    public int OverloadRefusals;
    public int LocalRefusals;

    /// <summary>Counts a call that was answered well.</summary>
    public void CountSuccess()
    {
        Calls++;
        Attempts++;
    }

    /// <summary>Counts a call that failed.</summary>
    public void CountFailure(FailureClass failure, bool hasHint = false)
    {
        Calls++;
        Attempts += failure.CountsAsAttempt() ? 1 : 0;

        switch (failure)
        {
            case FailureClass.Timeout:
                Timeouts++;
                break;
            case FailureClass.InvalidResponse:
                InvalidResponses++;
                break;
            case FailureClass.RateLimited or FailureClass.ConcurrencyLimited:
                RateRefusals++;
                break;
            case FailureClass.Overloaded:
                OverloadRefusals++;
                break;
            case FailureClass.Local when !hasHint: // our own limiter knows when it opens: waiting for it is no failure
                LocalRefusals++;
                break;
        }
    }

    /// <summary>Which backoff of its kind comes next, from 1.</summary>
    public readonly int WaitsFor(FailureClass failure) => failure switch
    {
        FailureClass.RateLimited or FailureClass.ConcurrencyLimited => RateRefusals,
        FailureClass.Overloaded => OverloadRefusals,
        FailureClass.Local => Math.Max(1, LocalRefusals),
        _ => Attempts,
    };
}
