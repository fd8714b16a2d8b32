using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>Refusals in the words of Ollama. Those about keys, quotas and rates are its cloud's: a server on one's own machine has none of them.</summary>
internal static class OllamaRefusals
{
    private const string UpgradePage = "https://ollama.com/upgrade";

    public static OllamaError Of(Refusal refusal, string model)
    {
        var error = Worded(refusal, model);
        return refusal.Status is { } status ? error with { Status = status } : error;
    }

    private static OllamaError Worded(Refusal refusal, string model) => refusal.Kind switch
    {
        RefusalKind.KeyMissing or RefusalKind.KeyWrong => new OllamaError(401, "unauthorized"),
        RefusalKind.Forbidden => new OllamaError(403, $"this model requires a subscription, upgrade for access: {UpgradePage}"),
        RefusalKind.ModelUnknown => new OllamaError(404, $"model '{model}' not found"),
        RefusalKind.ContextTooLong or RefusalKind.RequestTooLarge => new OllamaError(400, "the input length exceeds the context length"),
        RefusalKind.BodyTooLarge => new OllamaError(413, "request body too large"),
        RefusalKind.RateLimited when refusal.Limit.Window == LimitWindow.Day => UsedUp("daily"),
        RefusalKind.RateLimited => new OllamaError(
            429,
            refusal.Wait is { } wait ? $"too many requests. Please try again in {GoDuration.Format(GoDuration.RoundedUp(wait))}." : "too many requests"),
        RefusalKind.TooManyAtOnce => new OllamaError(429, "timed out waiting for a concurrent request slot"),
        RefusalKind.QuotaExhausted => UsedUp("weekly"),
        RefusalKind.Overloaded => new OllamaError(503, "server busy, please try again.  maximum pending requests exceeded"),
        RefusalKind.ServerError => new OllamaError(
            500,
            refusal.Detail ?? "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details"),
        _ => new OllamaError(400, string.Create(CultureInfo.InvariantCulture, $"Simulated status {refusal.Status ?? 400}.")),
    };

    private static OllamaError UsedUp(string limit) => new(429, $"you have reached your {limit} usage limit, upgrade for higher limits: {UpgradePage}");
}
