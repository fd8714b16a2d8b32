namespace PersonaBatch;

/// <summary>Errors that can be named as worth another try.</summary>
public enum RetryableError
{
    /// <summary><see cref="FailureClass.RateLimited"/> and <see cref="FailureClass.ConcurrencyLimited"/>.</summary>
    RateLimit,

    /// <summary><see cref="FailureClass.Timeout"/>.</summary>
    Timeout,

    /// <summary><see cref="FailureClass.ServerError"/>, <see cref="FailureClass.Overloaded"/> and <see cref="FailureClass.Network"/>.</summary>
    ServerError,

    /// <summary><see cref="FailureClass.InvalidResponse"/>, at most twice an item.</summary>
    InvalidResponse,

    /// <summary><see cref="FailureClass.Unknown"/>.</summary>
    Unknown,
}
