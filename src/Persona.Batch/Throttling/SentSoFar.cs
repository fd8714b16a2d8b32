namespace PersonaBatch;

/// <summary>What was sent on a quota since it is known.</summary>
internal readonly record struct SentSoFar(long Calls, long Tokens)
{
    public SentSoFar Plus(long tokens) => new(Calls + 1, Tokens + tokens);
}
