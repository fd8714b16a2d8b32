namespace PersonaBatch;

/// <summary>How one attempt of a retried item ended, as far as its retry flow must know.</summary>
/// <param name="Again">Whether the item goes again.</param>
/// <param name="Wait">After how long.</param>
internal readonly record struct RetryStep(bool Again, TimeSpan Wait);
