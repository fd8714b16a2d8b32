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

    public TimeSpan? RetryAfter => Meaning("wait") is { } wait ? TimeSpan.FromMilliseconds(wait.GetInt64()) : null;

    /// <summary>Gets the limits per minute; what is per day is not among them.</summary>
    public RateLimitReport? Limits
    {
        get
        {
            var requests = Meaning("requests");
            var tokens = Meaning("tokens");
            return requests is null && tokens is null
                ? null
                : new(Count(requests, 0), Count(requests, 1), Time(requests), Count(tokens, 0), Count(tokens, 1), Time(tokens));
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
