using System.Text.Json;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>One real prompt and how many tokens it has by the tokenizer of its model.</summary>
internal sealed record Prompt(string Id, string Text, int Tokens)
{
    public static IReadOnlyList<Prompt> All { get; } = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "prompts.jsonl")).Select(Read)];

    private static Prompt Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new Prompt(root.GetProperty("id").GetString()!, root.GetProperty("prompt").GetString()!, root.GetProperty("tokens_o200k").GetInt32());
    }
}
