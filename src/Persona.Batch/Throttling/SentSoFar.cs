namespace PersonaBatch;

/// <summary>What was sent on a quota since it is known.</summary>
internal readonly record struct SentSoFar(long Calls, long Tokens, long Input = 0, long Output = 0)
{
    public SentSoFar Plus(in Reservation call) => new(Calls + 1, Tokens + call.Total, Input + call.UncachedInput, Output + call.Output);
}
