using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>The parts of a batch's fingerprint that chat options decide, besides provider, model and result type: those that are set.</summary>
internal static class ChatFingerprint
{
    private const int MostCharacters = 40;

    /// <param name="systemPrompt">The system message.</param>
    /// <param name="options">The client's options.</param>
    /// <param name="acceptTruncated">Whether cut answers are kept: only then the most output tokens change answers, and
    /// whoever raises them after cut answers wants to go on with the batch.</param>
    public static IReadOnlyDictionary<string, string> Of(string? systemPrompt, ChatOptions options, bool acceptTruncated)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        AddText("system prompt", systemPrompt);
        AddText("instructions", options.Instructions);
        Add("temperature", options.Temperature);
        Add("top p", options.TopP);
        Add("top k", options.TopK);
        Add("frequency penalty", options.FrequencyPenalty);
        Add("presence penalty", options.PresencePenalty);
        Add("seed", options.Seed);
        Add("reasoning effort", options.Reasoning?.Effort);
        Add("max output tokens", acceptTruncated ? options.MaxOutputTokens : null);
        AddList("stop sequences", options.StopSequences);
        AddList("tools", options.Tools?.Select(static tool => tool.Name));
        return parts;

        void Add(string name, IFormattable? value)
        {
            if (value is not null)
            {
                parts[name] = value.ToString(format: null, CultureInfo.InvariantCulture);
            }
        }

        void AddText(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts[name] = Abridge(value);
            }
        }

        void AddList(string name, IEnumerable<string>? values)
        {
            if (values is not null)
            {
                AddText(name, string.Join(", ", values));
            }
        }
    }

    /// <summary>The first words of a text, for people, and eight hex digits that any edit changes.</summary>
    private static string Abridge(string text)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= MostCharacters ? $"{words} #{hash}" : $"{words[..EndOfWord(words)]}… #{hash}";
    }

    private static int EndOfWord(string words)
    {
        var space = words.LastIndexOf(' ', MostCharacters);
        return space > 0 ? space : MostCharacters - (char.IsHighSurrogate(words[MostCharacters - 1]) ? 1 : 0);
    }
}
