namespace PersonaBatch;

/// <summary>One call that may go.</summary>
/// <param name="Provider">To whom.</param>
/// <param name="Reservation">What it holds of that provider's limits.</param>
/// <param name="IsTrial">Whether it tries out a provider that was left.</param>
internal readonly record struct CallPermit<TItem, TResult>(RunProvider<TItem, TResult> Provider, Reservation Reservation, bool IsTrial);
