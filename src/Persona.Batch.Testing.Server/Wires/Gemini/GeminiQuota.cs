namespace PersonaBatch.Testing;

/// <summary>A limit as Google names it.</summary>
/// <param name="Metric">What it counts.</param>
/// <param name="Id">Its name, which says for how long it is.</param>
/// <param name="Value">How much.</param>
internal readonly record struct GeminiQuota(string Metric, string Id, long Value)
{
    private const string Metrics = "generativelanguage.googleapis.com/generate_content_free_tier_";

    public static GeminiQuota Of(LimitReading limit)
    {
        var window = limit.Window switch
        {
            LimitWindow.Second => "PerSecond",
            LimitWindow.Day => "PerDay",
            _ => "PerMinute",
        };
        return limit.Unit == LimitUnit.Requests
            ? new GeminiQuota($"{Metrics}requests", $"GenerateRequests{window}PerProjectPerModel-FreeTier", limit.Limit)
            : new GeminiQuota($"{Metrics}input_token_count", $"GenerateContentInputTokensPerModel{window}-FreeTier", limit.Limit);
    }
}
