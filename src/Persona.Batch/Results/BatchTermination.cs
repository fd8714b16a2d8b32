namespace PersonaBatch;

/// <summary>How a run ended.</summary>
public enum BatchTermination
{
    /// <summary>Every item of the input has its outcome; some may have failed.</summary>
    Completed,

    /// <summary>The caller's token was cancelled.</summary>
    Cancelled,

    /// <summary>The user asked to stop: <c>StopAsync</c>, disposal, or a <c>break</c> out of the stream.</summary>
    Stopped,

    /// <summary><see cref="TimeoutOptions.Batch"/> passed.</summary>
    DeadlineReached,

    /// <summary>Going on could not help: wrong key, exhausted quota, a failing source, or the first failure of an all-or-nothing batch.</summary>
    FailedFast,

    /// <summary>Too many of the last items failed; see <see cref="BatchOptions.MaxFailureRate"/>.</summary>
    FailureRateExceeded,
}
