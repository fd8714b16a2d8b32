namespace PersonaBatch.Testing;

/// <summary>Why a call is refused, whatever the wire.</summary>
internal enum RefusalKind
{
    KeyMissing,
    KeyWrong,
    Forbidden,
    ModelUnknown,
    ContextTooLong,
    BodyTooLarge,
    RequestTooLarge,
    RateLimited,
    TooManyAtOnce,
    QuotaExhausted,
    Overloaded,
    ServerError,
    Other,
}
