using System.Text.Json.Nodes;

namespace PersonaBatch.Testing.Server.Tests.Support;

/// <summary>A reply that a provider really sent, with its source, out of <c>recorded-replies.jsonl</c>.</summary>
internal sealed class RecordedReply
{
    private static readonly string[] Telling = ["anthropic-ratelimit-", "x-ratelimit-", "retry-after", "x-should-retry"];

    private readonly JsonNode _line;

    private RecordedReply(JsonNode line) => _line = line;

    public int Status => (int)_line["status"]!;

    public JsonNode? Body => _line["body"];

    /// <summary>Gets the headers that tell of limits and waits, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers => _line["headers"]!.AsObject()
        .Where(header => IsTelling(header.Key))
        .ToDictionary(header => header.Key, header => (string)header.Value!);

    public static RecordedReply Of(string id) => new(Lines().Select(line => JsonNode.Parse(line)!).Single(line => (string)line["id"]! == id));

    public static bool IsTelling(string header) => Array.Exists(Telling, start => header.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    /// <summary>Gives a body's form: its names and kinds of values, without the values.</summary>
    public static string FormOf(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(",", members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{FormOf(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(",", items.Select(FormOf))}]",
        null => "null",
        _ => $"{node.GetValueKind()}",
    };

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(RecordedReply).Assembly.GetManifestResourceStream("recorded-replies.jsonl")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
