using System.Text.Json;

namespace PersonaBatch;

/// <summary>What stands behind an error's message: Google's list of details (google.rpc.ErrorInfo, QuotaFailure, RetryInfo), Anthropic's
/// <c>error_code</c>. Pure.</summary>
/// <param name="Reason">A name that says more than the error's own code.</param>
/// <param name="Quota">The limit that was hit: of several, one with the longest period.</param>
/// <param name="RetryDelay">How long to wait.</param>
internal sealed record ErrorDetails(string? Reason, LimitText? Quota, TimeSpan? RetryDelay)
{
    private const int MostDetails = 32;

    /// <summary>Reads the details of an error.</summary>
    /// <returns><see langword="null"/> when there are none that say anything.</returns>
    public static ErrorDetails? Read(JsonElement error) => !error.TryGetProperty("details", out var details)
        ? null
        : details.ValueKind switch
        {
            JsonValueKind.Object when Text(details, "error_code") is { } reason => new ErrorDetails(reason, null, null),
            JsonValueKind.Array => OfList([.. details.EnumerateArray().Take(MostDetails).Where(static detail => detail.ValueKind == JsonValueKind.Object)]),
            _ => null,
        };

    private static ErrorDetails? OfList(List<JsonElement> details)
    {
        var reason = details.Select(static detail => Text(detail, "reason")).FirstOrDefault(static text => text is not null);
        var quotas = details.SelectMany(QuotasOf).OrderByDescending(static quota => quota.Period).ToList();
        var delay = details.Select(static detail => GoDuration.TryParse(Text(detail, "retryDelay"), out var wait) && wait > TimeSpan.Zero ? wait : (TimeSpan?)null).Max();
        return reason is null && quotas.Count == 0 && delay is null ? null : new ErrorDetails(reason, quotas.Count == 0 ? null : quotas[0], delay);
    }

    private static IEnumerable<LimitText> QuotasOf(JsonElement detail) =>
        detail.TryGetProperty("violations", out var violations) && violations.ValueKind == JsonValueKind.Array
            ? violations.EnumerateArray().Take(MostDetails).Where(static violation => violation.ValueKind == JsonValueKind.Object).Select(QuotaOf)
            : [];

    private static LimitText QuotaOf(JsonElement violation) =>
        LimitText.OfQuota(Text(violation, "quotaId") ?? Text(violation, "quotaMetric") ?? "", Text(violation, "quotaValue"));

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
