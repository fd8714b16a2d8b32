using System.Text.RegularExpressions;

namespace PersonaBatch.Samples.Personas;

/// <summary>What a brief says its subject wants and what stands in the way, in the brief's own words.</summary>
/// <param name="Goals">What follows "wants", "needs", "busca", "sucht", ….</param>
/// <param name="Frustrations">Sentences that complain.</param>
internal sealed partial record Wishes(IReadOnlyList<string> Goals, IReadOnlyList<string> Frustrations)
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int ShortestGoal = 12;

    /// <summary>Reads a brief.</summary>
    /// <param name="text">The brief.</param>
    /// <returns>At least one goal; the frustrations may be none.</returns>
    public static Wishes Of(string text)
    {
        string[] sentences = [.. SentenceEnd().Split(text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0)];
        string[] goals = [.. sentences.Select(Goal).OfType<string>().Distinct(StringComparer.Ordinal)];

        // The first sentence introduces the subject.
        string[] frustrations =
            [.. sentences.Skip(1).Where(sentence => Goal(sentence) is null && Complaint().IsMatch(sentence)).Select(Capitalised)];

        // A brief that says no "wants" mostly ends with what it is about.
        return new Wishes(goals.Length > 0 ? goals : [$"Help with this: {Capitalised(sentences.LastOrDefault(text))}"], frustrations);
    }

    [GeneratedRegex(@"(?<=\w{2}[.!?""])\s+|\s*;\s*|(?<=[。！？])", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(
        @"\b(?:wants?|needs?|is looking for|looking for|looks for|would like|(?:s?he)['’]d like|would love|asks? for"
        + "|interested in|(?:is|['’]s) after|wishes|would welcome|['’]d welcome|would back|would pay for|hopes|cares"
        + "|quiere|busca|necesita|le gustaría|vorrebbe|precisa de|quer|il cherche|elle cherche|cherche à|cherche|veut|aimerait"
        + @"|sucht|hätte gern|will|möchte|potrzebuje|potřeboval by|vill ha|vil|želi|ищет|bezonas|mong)\s+(?:to\s+)?(?<goal>.+?)[.。]?$",
        Options | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wish();

    [GeneratedRegex(
        @"\b(?:hates?|tired|worn|loses?|chases|cannot|can['’]t|doesn['’]t|don['’]t|never|nobody|too|still|without"
        + "|late|dies|useless|collide|worries|afraid"
        + "|eats?|costs?|not|miss(?:ing|ed)?|wrong|except|suspects|disputes?|shuts?|embarrass|bore|no|less|but|hurts?"
        + @"|nunca|no|sin|detesta|pero|niente|non|jamais|pas|ne|mais|nicht|kein\w*|nie|ale|inte|ikke)\b|困|累|疲れ|头痛|頭痛|지쳤",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Complaint();

    private static string? Goal(string sentence)
    {
        var wish = Wish().Match(sentence);
        return wish.Success && wish.Groups["goal"].Length >= ShortestGoal ? Capitalised(wish.Groups["goal"].Value) : null;
    }

    private static string Capitalised(string sentence)
    {
        var bare = sentence.Trim().TrimEnd('.', '。');
        return bare.Length == 0 ? sentence : char.ToUpperInvariant(bare[0]) + bare[1..];
    }
}
