using System.Globalization;
using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>What an error of Google's has to add: its type, and how its fields are written.</summary>
internal sealed record GeminiDetail(string Type, Action<Utf8JsonWriter> WriteFields)
{
    private const string LimitsPage = "https://ai.google.dev/gemini-api/docs/rate-limits";

    public static GeminiDetail Help { get; } = new("Help", static json =>
    {
        json.WriteStartArray("links");
        json.WriteStartObject();
        json.WriteString("description", "Learn more about Gemini API quotas");
        json.WriteString("url", LimitsPage);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    public static GeminiDetail KeyInvalid { get; } = new("ErrorInfo", static json =>
    {
        json.WriteString("reason", "API_KEY_INVALID");
        json.WriteString("domain", "googleapis.com");
        json.WriteStartObject("metadata");
        json.WriteString("service", "generativelanguage.googleapis.com");
        json.WriteEndObject();
    });

    public static GeminiDetail QuotaFailure(GeminiQuota quota, string model) => new(nameof(QuotaFailure), json =>
    {
        json.WriteStartArray("violations");
        json.WriteStartObject();
        json.WriteString("quotaMetric", quota.Metric);
        json.WriteString("quotaId", quota.Id);
        json.WriteStartObject("quotaDimensions");
        json.WriteString("location", "global");
        json.WriteString("model", model);
        json.WriteEndObject();
        json.WriteString("quotaValue", quota.Value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndArray();
    });

    /// <summary>Says how long to wait, in whole seconds cut off, as recorded: the exact wait stands in the message alone.</summary>
    public static GeminiDetail RetryInfo(TimeSpan wait) => new(
        nameof(RetryInfo),
        json => json.WriteString("retryDelay", string.Create(CultureInfo.InvariantCulture, $"{(long)wait.TotalSeconds}s")));

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("@type", $"type.googleapis.com/google.rpc.{Type}");
        WriteFields(json);
        json.WriteEndObject();
    }
}
