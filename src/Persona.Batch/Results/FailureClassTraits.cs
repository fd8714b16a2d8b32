namespace PersonaBatch;

/// <summary>The fixed columns of the table of failure classes.</summary>
internal static class FailureClassTraits
{
    /// <summary>A limiter's answer: nothing was done for us.</summary>
    public static bool IsRefusal(this FailureClass failure) =>
        failure is FailureClass.RateLimited or FailureClass.ConcurrencyLimited or FailureClass.Overloaded;

    /// <summary>Every other call would meet the same.</summary>
    public static bool EndsRun(this FailureClass failure) =>
        failure is FailureClass.QuotaExhausted or FailureClass.Unauthorized or FailureClass.Configuration;

    public static bool CountsAsAttempt(this FailureClass failure) =>
        !failure.IsRefusal() && !failure.EndsRun() && failure is not FailureClass.Local;

    /// <summary>The same call would fail the same way: a tombstone on resume.</summary>
    public static bool IsPermanent(this FailureClass failure) =>
        failure is FailureClass.InvalidRequest or FailureClass.TooLarge or FailureClass.ContentFiltered;

    /// <summary>The provider gave a whole answer: asking again needs a new idempotency key.</summary>
    public static bool IsCompleteAnswer(this FailureClass failure) =>
        failure is FailureClass.InvalidResponse or FailureClass.ContentFiltered;

    /// <summary>Speaks of a provider that is down or drowning, not of one item.</summary>
    public static bool IsOfTheProvider(this FailureClass failure) =>
        failure is FailureClass.Overloaded or FailureClass.ServerError or FailureClass.Network or FailureClass.Timeout;

    /// <summary>Says nothing about the health of the provider that is called next, so it does not count against the retry ratio.</summary>
    public static bool IsExemptFromRetryRatio(this FailureClass failure) =>
        failure is FailureClass.RateLimited or FailureClass.ConcurrencyLimited or FailureClass.Local || failure.EndsRun();
}
