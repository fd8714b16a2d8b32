using System.Text.RegularExpressions;

namespace PersonaBatch.Samples.Personas;

/// <summary>Chooses a name that suits where somebody lives and how the brief speaks of them.</summary>
internal static partial class NameHint
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>Chooses a name.</summary>
    /// <param name="text">The brief.</param>
    /// <param name="names">The names to choose from.</param>
    /// <param name="choice">Decides between them.</param>
    /// <returns>Given and family name.</returns>
    public static string Choose(string text, NamePool names, StableChoice choice)
    {
        var balance = Feminine().Count(text) - Masculine().Count(text);
        var isWoman = balance == 0 ? choice.Below(8, 2) == 0 : balance > 0;
        return $"{choice.Of(3, isWoman ? names.Women : names.Men)} {choice.Of(4, names.Families)}";
    }

    [GeneratedRegex(
        @"\b(?:she|her|hers|herself|mother|mum|grandmother|ella|elle|ella|lei|sie|\w+(?:erin|rice|ière|anwältin))\b",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Feminine();

    [GeneratedRegex(@"\b(?:he|his|him|himself|father|dad|grandfather|él|il|lui|er|pappa|herr)\b", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Masculine();
}
