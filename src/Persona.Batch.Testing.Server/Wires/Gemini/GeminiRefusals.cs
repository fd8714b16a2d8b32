using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>Refusals in the words of Gemini.</summary>
internal static class GeminiRefusals
{
    private const string KeyInvalid = "API key not valid. Please pass a valid API key.";
    private const string QuotaExceeded = "You exceeded your current quota, please check your plan and billing details. "
        + "For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. "
        + "To monitor your current usage, head to: https://ai.dev/rate-limit. ";

    // A quota of a day that names a wait of seconds, as recorded: nobody is let in after it.
    private static readonly TimeSpan DailyHint = TimeSpan.FromSeconds(36.43);
    private static readonly LimitReading DailyQuota = new(LimitUnit.Requests, 20, 0, DailyHint) { Window = LimitWindow.Day };

    public static GeminiError Of(Refusal refusal, string model)
    {
        var error = Worded(refusal, model);
        return refusal.Status is { } status && status != error.Status ? new GeminiError(status, error.Message) : error;
    }

    private static GeminiError Worded(Refusal refusal, string model) => refusal.Kind switch
    {
        RefusalKind.KeyMissing => new GeminiError(400, "Missing or invalid Authorization header."),
        RefusalKind.KeyWrong => new GeminiError(400, KeyInvalid) { Details = [GeminiDetail.KeyInvalid] },
        RefusalKind.Forbidden => new GeminiError(403, "The caller does not have permission"),
        RefusalKind.ModelUnknown => new GeminiError(
            404,
            $"models/{model} is not found for API version v1main, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods."),
        RefusalKind.ContextTooLong => new GeminiError(
            400,
            string.Create(CultureInfo.InvariantCulture, $"The input token count ({refusal.Requested}) exceeds the maximum number of tokens allowed ({refusal.Limit.Limit}).")),
        RefusalKind.BodyTooLarge => new GeminiError(413, "Request payload size exceeds the limit: 20971520 bytes."),
        RefusalKind.RateLimited when refusal.Wait is null => new GeminiError(429, "Resource has been exhausted (e.g. check quota)."),
        RefusalKind.RateLimited or RefusalKind.RequestTooLarge => Limited(refusal.Limit, refusal.Wait, model),
        RefusalKind.TooManyAtOnce => new GeminiError(429, "Too many concurrent requests."),
        RefusalKind.QuotaExhausted => Limited(DailyQuota, DailyHint, model),
        RefusalKind.Overloaded => new GeminiError(503, "The model is overloaded. Please try again later."),
        RefusalKind.ServerError => new GeminiError(
            500,
            refusal.Detail ?? "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting"),
        _ => new GeminiError(refusal.Status ?? 400, string.Create(CultureInfo.InvariantCulture, $"Simulated status {refusal.Status ?? 400}.")),
    };

    private static GeminiError Limited(LimitReading limit, TimeSpan? wait, string model)
    {
        var quota = GeminiQuota.Of(limit);
        var exceeded = string.Create(CultureInfo.InvariantCulture, $"{QuotaExceeded}\n* Quota exceeded for metric: {quota.Metric}, limit: {quota.Value}, model: {model}");
        return wait is not { } told
            ? new GeminiError(429, exceeded) { Details = [GeminiDetail.Help, GeminiDetail.QuotaFailure(quota, model)] }
            : new GeminiError(429, $"{exceeded}\nPlease retry in {GoDuration.Format(GoDuration.RoundedUp(told))}.")
            {
                Details = [GeminiDetail.Help, GeminiDetail.QuotaFailure(quota, model), GeminiDetail.RetryInfo(told)],
            };
    }
}
