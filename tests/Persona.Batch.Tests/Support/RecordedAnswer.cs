using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PersonaBatch.Tests.Support;

/// <summary>An answer that a provider really sent, and what it meant by it, worked out by hand. Each line names its source.</summary>
internal sealed class RecordedAnswer
{
    private readonly JsonElement _line;

    private RecordedAnswer(JsonElement line) => _line = line;

    public static IReadOnlyList<RecordedAnswer> All { get; } = ReadAll();

    public string Id => _line.GetProperty("id").GetString()!;

    public int Status => _line.GetProperty("status").GetInt32();

    public IEnumerable<KeyValuePair<string, string>> Headers =>
        _line.GetProperty("headers").EnumerateObject().Select(static header => KeyValuePair.Create(header.Name, header.Value.GetString()!));

    public string? Body => !_line.TryGetProperty("body", out var body) ? null
        : body.ValueKind == JsonValueKind.String ? body.GetString()
        : body.GetRawText();

    public FailureClass Class => Enum.Parse<FailureClass>(Meaning("class")!.Value.GetString()!);

    public string? Code => Meaning("code")?.GetString();

    public TimeSpan? RetryAfter => Meaning("wait") is { } wait ? TimeSpan.FromTicks((long)(wait.GetDecimal() * TimeSpan.TicksPerMillisecond)) : null;

    /// <summary>Gets when it arrived; only where its own headers do not say.</summary>
    public DateTimeOffset Arrived => Meaning("arrived")?.GetDateTimeOffset() ?? DateTimeOffset.UnixEpoch;

    /// <summary>Gets the limits per minute; what is per day is not among them.</summary>
    public RateLimitReport? Limits
    {
        get
        {
            JsonElement?[] kinds = [Meaning("requests"), Meaning("tokens"), Meaning("input"), Meaning("output")];
            return Array.TrueForAll(kinds, static kind => kind is null)
                ? null
                : new(
                    Count(kinds[0], 0), Count(kinds[0], 1), Time(kinds[0]), Count(kinds[1], 0), Count(kinds[1], 1), Time(kinds[1]),
                    Count(kinds[2], 0), Count(kinds[2], 1), Time(kinds[2]), Count(kinds[3], 0), Count(kinds[3], 1), Time(kinds[3]));
        }
    }

    public static RecordedAnswer Of(string id) => All.Single(answer => answer.Id == id);

    public static HttpHeadersNonValidated HeadersOf(params IEnumerable<KeyValuePair<string, string>> headers)
    {
        var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response.Headers.NonValidated;
    }

    private static List<RecordedAnswer> ReadAll()
    {
        using var stream = typeof(RecordedAnswer).Assembly.GetManifestResourceStream("recorded-answers.jsonl")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => new RecordedAnswer(JsonElement.Parse(line)))];
    }

    private static int? Count(JsonElement? dimension, int at) =>
        dimension?[at] is { ValueKind: JsonValueKind.Number } number ? int.Parse(number.GetRawText(), CultureInfo.InvariantCulture) : null;

    private static TimeSpan? Time(JsonElement? dimension) => Count(dimension, 2) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private JsonElement? Meaning(string name) => _line.GetProperty("meaning").TryGetProperty(name, out var value) ? value : null;
}
