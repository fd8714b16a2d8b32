namespace PersonaBatch;

/// <summary>The table that refines a status by what the body says. Pure.</summary>
internal static class ErrorClass
{
    private static readonly string[] TooLongWords =
    [
        "maximum context length", "context window", "context length", "context limit", "prompt is too long", "reduce the length", "maximum prompt length",
        "exceeds the available context", "maximum number of tokens", "too many tokens: total number", "tokens + `max_new_tokens` must be",
    ];

    private static readonly string[] NoBalanceWords =
    [
        "credit balance is too low", "insufficient balance", "insufficient credits", "insufficient funds", "billing hard limit", "used all available credits",
        "spending limit", "spend limit", "specified api usage limits", "specified workspace api usage limits",
    ];

    // Most providers that filter a prompt say so with a 400 or a 403, which alone would end the run.
    private static readonly string[] FilterWords =
        ["content violates usage guidelines", "flagged as potentially violating", "requires moderation", "content filtering policy", "content exists risk"];

    // Google and xAI refuse a key with a 400.
    private static readonly string[] NoAccessWords =
        ["api key not valid", "api key expired", "incorrect api key", "invalid api key", "authorization header", "location is not supported", "not available in your country"];

    /// <summary>Sorts an error.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">What the body says.</param>
    public static FailureClass Of(int status, ErrorBody error) => Of(status, error, error.Limit);

    private static FailureClass Of(int status, ErrorBody error, in LimitText limit)
    {
        var named = OfName(error.Details?.Reason) ?? OfName(error.Code) ?? OfName(error.Type);
        if (named is { } certain and not FailureClass.RateLimited)
        {
            return certain;
        }

        var words = error.Message ?? "";
        return status switch
        {
            429 => OfRefusal(words, limit, hasHint: error.Hint is not null),
            413 when limit.Limit == 0 => FailureClass.QuotaExhausted,
            400 or 403 when MentionsAny(words, NoBalanceWords) => FailureClass.QuotaExhausted,
            400 or 403 when MentionsAny(words, FilterWords) => FailureClass.ContentFiltered,
            400 when MentionsAny(words, NoAccessWords) => FailureClass.Unauthorized,
            400 or 422 when MentionsAny(words, TooLongWords) => FailureClass.TooLarge,
            404 when Mentions(words, "model") || Mentions(words, "deployment") => FailureClass.Configuration,
            413 => FailureClass.TooLarge,
            _ => named ?? FailureClassifier.OfStatus(status),
        };
    }

    /// <summary>Sorts a 429. What can never succeed comes first, then what a wait does not mend.</summary>
    private static FailureClass OfRefusal(string words, in LimitText limit, bool hasHint)
    {
        if (limit.Limit == 0 || MentionsAny(words, NoBalanceWords))
        {
            return FailureClass.QuotaExhausted;
        }

        if (limit.IsBeyondLimit || Mentions(words, "request too large"))
        {
            return FailureClass.TooLarge;
        }

        // Google's words for a quota of any period: a shorter one comes with its name or a wait.
        var isQuotaOfUnknownEnd = limit.Period == LimitPeriod.Unnamed && !hasHint && Mentions(words, "exceeded your current quota");
        if (limit.Period == LimitPeriod.DayOrLonger || isQuotaOfUnknownEnd)
        {
            return FailureClass.QuotaExhausted;
        }

        if (Mentions(words, "concurren") || Mentions(words, "parallel request"))
        {
            return FailureClass.ConcurrencyLimited;
        }

        return Mentions(words, "overloaded") ? FailureClass.Overloaded : FailureClass.RateLimited;
    }

    /// <summary>Sorts a code or a type. <c>invalid_request_error</c> is not here: OpenAI's 401 and 404 have it too.</summary>
    private static FailureClass? OfName(string? name) => name?.ToUpperInvariant() switch
    {
        "INSUFFICIENT_QUOTA" or "BILLING_HARD_LIMIT_REACHED" or "BILLING_NOT_ACTIVE" or "INSUFFICIENT_BALANCE" or "INSUFFICIENT_CREDITS"
            or "EXCEEDED_CURRENT_QUOTA_ERROR" or "BILLING_ERROR" or "ENFORCED_SPEND_LIMIT_REACHED" or "CONTRACT_SPEND_LIMIT_REACHED"
            or "LINKED_ORGANIZATION_SPEND_LIMIT_REACHED" => FailureClass.QuotaExhausted,
        "RATE_LIMIT_EXCEEDED" or "RATE_LIMIT_ERROR" or "RATELIMITREACHED" or "TOO_MANY_REQUESTS" => FailureClass.RateLimited,
        "CONTEXT_LENGTH_EXCEEDED" or "STRING_ABOVE_MAX_LENGTH" or "ARRAY_ABOVE_MAX_LENGTH" or "REQUEST_TOO_LARGE"
            or "EXCEED_CONTEXT_SIZE_ERROR" => FailureClass.TooLarge,
        "MODEL_NOT_FOUND" or "DEPLOYMENTNOTFOUND" or "MODEL_DECOMMISSIONED" or "INVALID_MODEL" => FailureClass.Configuration,
        "CONTENT_FILTER" or "CONTENT_POLICY_VIOLATION" or "RESPONSIBLEAIPOLICYVIOLATION" or "MODERATION_BLOCKED" or "INVALID_PROMPT" => FailureClass.ContentFiltered,
        "INVALID_API_KEY" or "AUTHENTICATION_ERROR" or "INVALID_AUTHENTICATION_ERROR" or "PERMISSION_ERROR" or "PERMISSION_DENIED"
            or "ACCOUNT_DEACTIVATED" or "UNAUTHENTICATED" or "API_KEY_INVALID" or "ORGANIZATION_ON_HOLD" => FailureClass.Unauthorized,
        "OVERLOADED_ERROR" or "ENGINE_OVERLOADED" or "ENGINE_OVERLOADED_ERROR" or "SERVER_OVERLOADED"
            or "MODEL_OVERLOADED_ERROR" => FailureClass.Overloaded,
        "CONCURRENCY_LIMIT_EXCEEDED" => FailureClass.ConcurrencyLimited,
        _ => null,
    };

    private static bool MentionsAny(string words, string[] phrases) => Array.Exists(phrases, phrase => Mentions(words, phrase));

    private static bool Mentions(string words, string phrase) => words.Contains(phrase, StringComparison.OrdinalIgnoreCase);
}
