using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>Refusals in the words of OpenAI.</summary>
internal static class OpenAiRefusals
{
    public const string Organization = "org-simulated";

    private const string KeysPage = "https://platform.openai.com/account/api-keys";
    private const string LimitsPage = "https://platform.openai.com/account/rate-limits";

    public static OpenAiError Of(Refusal refusal, string model)
    {
        var error = Worded(refusal, model);
        return refusal.Status is { } status ? error with { Status = status } : error;
    }

    private static OpenAiError Worded(Refusal refusal, string model) => refusal.Kind switch
    {
        RefusalKind.KeyMissing => OpenAiError.Invalid(
            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), "
            + "or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username and password. "
            + $"You can obtain an API key from {KeysPage}.",
            status: 401),
        RefusalKind.KeyWrong => OpenAiError.Invalid(
            $"Incorrect API key provided: {Masked(refusal.Key ?? "")}. You can find your API key at {KeysPage}.",
            code: "invalid_api_key",
            status: 401),
        RefusalKind.Forbidden => new OpenAiError(403, "Country, region, or territory not supported", "request_forbidden", Code: "unsupported_country_region_territory"),
        RefusalKind.ModelUnknown => OpenAiError.UnknownModel(model),
        RefusalKind.ContextTooLong => OpenAiError.Invalid(
            string.Create(
                CultureInfo.InvariantCulture,
                $"This model's maximum context length is {refusal.Limit.Limit} tokens. However, your messages resulted in {refusal.Requested} tokens. Please reduce the length of the messages."),
            "messages",
            "context_length_exceeded"),
        RefusalKind.RequestTooLarge => Limited(
            refusal,
            $"Request too large for {Where(refusal, model)}: Limit {Number(refusal.Limit.Limit)}, Requested {Number(refusal.Requested)}. "
            + $"The input or output tokens must be reduced in order to run successfully. Visit {LimitsPage} to learn more."),
        RefusalKind.RateLimited => Limited(
            refusal,
            $"Rate limit reached for {Where(refusal, model)}: Limit {Number(refusal.Limit.Limit)}, Used {Number(refusal.Limit.Used)}, Requested {Number(refusal.Requested)}. "
            + $"{(refusal.Wait is { } wait ? $"Please try again in {GoDuration.Format(GoDuration.RoundedUp(wait))}. " : "")}Visit {LimitsPage} to learn more."),
        RefusalKind.TooManyAtOnce => Limited(refusal, "Too many concurrent requests. Please reduce the number of requests in flight."),
        RefusalKind.QuotaExhausted => new OpenAiError(
            429,
            "You exceeded your current quota, please check your plan and billing details. "
            + "For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
            "insufficient_quota",
            Code: "insufficient_quota"),
        RefusalKind.Overloaded => new OpenAiError(503, "The engine is currently overloaded, please try again later.", "server_error"),
        RefusalKind.ServerError => new OpenAiError(500, refusal.Detail ?? "The server had an error while processing your request. Sorry about that!", "server_error"),
        _ when refusal.Status is null or < 500 => OpenAiError.Invalid(Simulated(refusal.Status ?? 400)),
        _ => new OpenAiError(refusal.Status.Value, Simulated(refusal.Status.Value), "server_error"),
    };

    private static OpenAiError Limited(Refusal refusal, string message) =>
        new(429, message, refusal.Limit.Unit == LimitUnit.Requests ? "requests" : "tokens", Code: "rate_limit_exceeded");

    private static string Where(Refusal refusal, string model) =>
        $"{model} in organization {Organization} on {(refusal.Limit.Unit == LimitUnit.Requests ? "requests" : "tokens")} per {Window(refusal.Limit)}";

    private static string Window(LimitReading limit)
    {
        var letter = limit.Unit == LimitUnit.Requests ? 'R' : 'T';
        return limit.Window switch
        {
            LimitWindow.Second => $"sec ({letter}PS)",
            LimitWindow.Day => $"day ({letter}PD)",
            _ => $"min ({letter}PM)",
        };
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Simulated(int status) => $"Simulated status {Number(status)}.";

    // The first eight and the last four characters stay; of a short key nothing does.
    private static string Masked(string key) =>
        key.Length > 12 ? $"{key[..8]}{new string('*', key.Length - 12)}{key[^4..]}" : new string('*', key.Length);
}
