namespace PersonaBatch;

/// <summary>The table that refines a status by what the body says. Pure.</summary>
internal static class ErrorClass
{
    private static readonly string[] TooLongWords =
        ["maximum context length", "context window", "context length", "prompt is too long", "reduce the length", "exceeds the available context"];

    private static readonly string[] NoBalanceWords =
        ["credit balance is too low", "insufficient balance", "insufficient credits", "insufficient funds", "billing hard limit"];

    /// <summary>Sorts an error.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">What the body says.</param>
    /// <param name="limit">What its words say of a limit.</param>
    public static FailureClass Of(int status, ErrorBody error, in LimitText limit)
    {
        var named = OfName(error.Code) ?? OfName(error.Type);
        if (named is { } certain and not FailureClass.RateLimited)
        {
            return certain;
        }

        var words = error.Message ?? "";
        return status switch
        {
            429 => OfRefusal(words, limit),
            413 when limit.Limit == 0 => FailureClass.QuotaExhausted,
            400 or 403 when MentionsAny(words, NoBalanceWords) => FailureClass.QuotaExhausted,
            400 or 422 when MentionsAny(words, TooLongWords) => FailureClass.TooLarge,
            404 when Mentions(words, "model") || Mentions(words, "deployment") => FailureClass.Configuration,
            413 => FailureClass.TooLarge,
            _ => named ?? FailureClassifier.OfStatus(status),
        };
    }

    /// <summary>Sorts a 429. What can never succeed comes first, then what a wait does not mend.</summary>
    private static FailureClass OfRefusal(string words, in LimitText limit)
    {
        if (limit.Limit == 0 || MentionsAny(words, NoBalanceWords))
        {
            return FailureClass.QuotaExhausted;
        }

        if (limit.IsBeyondLimit || Mentions(words, "request too large"))
        {
            return FailureClass.TooLarge;
        }

        if (limit.Period == LimitPeriod.DayOrLonger)
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
            or "EXCEEDED_CURRENT_QUOTA_ERROR" => FailureClass.QuotaExhausted,
        "RATE_LIMIT_EXCEEDED" or "RATE_LIMIT_ERROR" or "RATELIMITREACHED" or "TOO_MANY_REQUESTS" => FailureClass.RateLimited,
        "CONTEXT_LENGTH_EXCEEDED" or "STRING_ABOVE_MAX_LENGTH" or "ARRAY_ABOVE_MAX_LENGTH" or "REQUEST_TOO_LARGE"
            or "EXCEED_CONTEXT_SIZE_ERROR" => FailureClass.TooLarge,
        "MODEL_NOT_FOUND" or "DEPLOYMENTNOTFOUND" or "MODEL_DECOMMISSIONED" or "INVALID_MODEL" => FailureClass.Configuration,
        "CONTENT_FILTER" or "CONTENT_POLICY_VIOLATION" or "RESPONSIBLEAIPOLICYVIOLATION" or "MODERATION_BLOCKED" => FailureClass.ContentFiltered,
        "INVALID_API_KEY" or "AUTHENTICATION_ERROR" or "INVALID_AUTHENTICATION_ERROR" or "PERMISSION_ERROR" or "PERMISSION_DENIED"
            or "ACCOUNT_DEACTIVATED" => FailureClass.Unauthorized,
        "OVERLOADED_ERROR" or "ENGINE_OVERLOADED" or "ENGINE_OVERLOADED_ERROR" or "SERVER_OVERLOADED" => FailureClass.Overloaded,
        "CONCURRENCY_LIMIT_EXCEEDED" => FailureClass.ConcurrencyLimited,
        _ => null,
    };

    private static bool MentionsAny(string words, string[] phrases) => Array.Exists(phrases, phrase => Mentions(words, phrase));

    private static bool Mentions(string words, string phrase) => words.Contains(phrase, StringComparison.OrdinalIgnoreCase);
}
