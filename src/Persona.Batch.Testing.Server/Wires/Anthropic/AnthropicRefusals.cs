using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>Refusals in the words of Anthropic.</summary>
internal static class AnthropicRefusals
{
    public const string Organization = "00000000-0000-4000-8000-000000000000";

    private const string LimitsPage = "https://docs.claude.com/en/api/rate-limits";
    private const string SalesPage = "https://claude.com/contact-sales";

    public static AnthropicError Of(Refusal refusal, string model)
    {
        var error = Worded(refusal, model);
        return refusal.Status is { } status ? error with { Status = status } : error;
    }

    private static AnthropicError Worded(Refusal refusal, string model) => refusal.Kind switch
    {
        RefusalKind.KeyMissing => new AnthropicError(401, "authentication_error", "x-api-key header is required"),
        RefusalKind.KeyWrong => new AnthropicError(401, "authentication_error", "invalid x-api-key"),
        RefusalKind.Forbidden => new AnthropicError(403, "permission_error", "Your API key does not have permission to use the specified resource."),
        RefusalKind.ModelUnknown => AnthropicError.UnknownModel(model),
        RefusalKind.ContextTooLong => AnthropicError.Invalid(
            string.Create(CultureInfo.InvariantCulture, $"prompt is too long: {refusal.Requested} tokens > {refusal.Limit.Limit} maximum")),
        RefusalKind.BodyTooLarge => new AnthropicError(413, "request_too_large", "Request exceeds the maximum size") { FromGateway = true },
        RefusalKind.RequestTooLarge or RefusalKind.RateLimited => new AnthropicError(429, "rate_limit_error", Limited(refusal, model)),
        RefusalKind.TooManyAtOnce => new AnthropicError(
            429,
            "rate_limit_error",
            $"Number of concurrent connections has exceeded your rate limit. Please try again later or contact sales at {SalesPage} to discuss your options for a rate limit increase."),
        RefusalKind.QuotaExhausted => AnthropicError.Invalid(
            "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."),
        RefusalKind.Overloaded => new AnthropicError(529, "overloaded_error", "Overloaded"),
        RefusalKind.ServerError => new AnthropicError(500, "api_error", refusal.Detail ?? "Internal server error"),
        _ when refusal.Status is null or < 500 => AnthropicError.Invalid(Simulated(refusal.Status ?? 400)),
        _ => new AnthropicError(refusal.Status.Value, "api_error", Simulated(refusal.Status.Value)),
    };

    private static string Limited(Refusal refusal, string model)
    {
        var limit = refusal.Limit.Limit.ToString("N0", CultureInfo.InvariantCulture);
        var again = refusal.Wait is { } wait ? $"Please try again in {GoDuration.Format(GoDuration.RoundedUp(wait))}. " : "";
        return $"This request would exceed your organization's rate limit of {limit} {LimitWords.Unit(refusal.Limit.Unit)} per {LimitWords.Window(refusal.Limit.Window)} "
            + $"(org: {Organization}, model: {model}). For details, refer to: {LimitsPage}. You can see the response headers for current usage. "
            + "Please reduce the prompt length or the maximum tokens requested, or try again later. "
            + $"{again}You may also contact sales at {SalesPage} to discuss your options for a rate limit increase.";
    }

    private static string Simulated(int status) => string.Create(CultureInfo.InvariantCulture, $"Simulated status {status}.");
}
