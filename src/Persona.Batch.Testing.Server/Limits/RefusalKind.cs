namespace PersonaBatch.Testing;

/// <summary>Why a call is refused, whatever the wire.</summary>
internal enum RefusalKind
{
    KeyMissing,
    KeyWrong,
    ModelUnknown,
    ContextTooLong,
    RequestTooLarge,
    RateLimited,
    QuotaExhausted,
    Overloaded,
    ServerError,
    Other,
}
