namespace PersonaBatch;

/// <summary>What happens after a failed call.</summary>
/// <param name="Reaction">To the item.</param>
/// <param name="Wait">How long the item waits.</param>
/// <param name="Cooldown">How long everybody on the quota waits; zero = nobody else does.</param>
internal readonly record struct RetryDecision(Reaction Reaction, TimeSpan Wait = default, TimeSpan Cooldown = default)
{
    public static RetryDecision Fail => new(Reaction.Fail);

    public static RetryDecision EndRun => new(Reaction.EndRun);
}
