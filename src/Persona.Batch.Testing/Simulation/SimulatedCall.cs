namespace PersonaBatch.Testing;

/// <summary>One call that a <see cref="SimulatedProvider{TItem, TResult}"/> got, after its end.</summary>
/// <param name="ItemId">The item's id.</param>
/// <param name="Attempt">The attempt the caller counted, from 1. Refused calls repeat their number.</param>
/// <param name="Start">When it came, since the provider was made.</param>
/// <param name="End">When it ended, since the provider was made.</param>
/// <param name="Failure">Why it failed; <see langword="null"/> when it was answered or cancelled.</param>
/// <param name="Cancelled">Whether its token ended it.</param>
public sealed record SimulatedCall(string ItemId, int Attempt, TimeSpan Start, TimeSpan End, FailureClass? Failure, bool Cancelled)
{
    /// <summary>Gets a value indicating whether the call got its answer.</summary>
    public bool Answered => Failure is null && !Cancelled;
}
