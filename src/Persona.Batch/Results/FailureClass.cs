namespace PersonaBatch;

/// <summary>What kind of failure it was. The class alone decides what happens next.</summary>
public enum FailureClass
{
    /// <summary>Anything the table does not know. The item fails; retried only when <see cref="RetryableError.Unknown"/> is configured.</summary>
    Unknown,

    /// <summary>429 for a rate: everybody on this quota waits as long as the provider asks; not an attempt, at most 20 times an item.</summary>
    RateLimited,

    /// <summary>429 for too many calls at once: the item waits and goes again; not an attempt, at most 20 times an item.</summary>
    ConcurrencyLimited,

    /// <summary>503 or 529: backoff; not an attempt, at most 20 times an item.</summary>
    Overloaded,

    /// <summary>500, 502, 504, 409, 425: backoff; counts as an attempt.</summary>
    ServerError,

    /// <summary>The connection was refused, reset or lost: backoff; counts as an attempt.</summary>
    Network,

    /// <summary>No answer within the attempt's time, or 408: counts as an attempt; the next one gets twice the time.</summary>
    Timeout,

    /// <summary>Balance, spend cap or per-day limit used up, or a wait above <see cref="RetryOptions.MaxHonoredRetryAfter"/>: the run ends at once, or goes on with the next provider.</summary>
    QuotaExhausted,

    /// <summary>401, 403: the run ends at once, or goes on with the next provider.</summary>
    Unauthorized,

    /// <summary>Wrong model, deployment or endpoint: the run ends at once, or goes on with the next provider.</summary>
    Configuration,

    /// <summary>400, 404, 422: the item fails at once and is not paid for again.</summary>
    InvalidRequest,

    /// <summary>413, context too long: the item fails at once and is not paid for again.</summary>
    TooLarge,

    /// <summary>A refusal: the item fails at once and is not paid for again.</summary>
    ContentFiltered,

    /// <summary>An unparseable or invalid answer: asked for again at most twice, with the reason; counts as an attempt.</summary>
    InvalidResponse,

    /// <summary>The item's id was in the input before.</summary>
    DuplicateId,

    /// <summary>Our own limiter, breaker, pause or stop: says nothing about the provider; not an attempt.</summary>
    Local,
}
