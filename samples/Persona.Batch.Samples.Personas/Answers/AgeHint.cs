using System.Globalization;
using System.Text.RegularExpressions;

namespace PersonaBatch.Samples.Personas;

/// <summary>Finds the age a brief gives its subject: "aged 34", "Nurse, 34, in Leeds", "in her fifties", "45 anni", "27세".</summary>
internal static partial class AgeHint
{
    private const int Youngest = 14;

    private const string Number =
        @"(?<age>\d{2}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
        + "|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)";

    private const string YearsInOtherLanguages =
        "(?:Jahre|ans|años|anni|anos|år|lat|let|tuổi|лет|год)(?! de exp| d'exp| Erfahrung| di esp)";

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly string[] SmallNumbers =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Decades =
        ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];

    /// <summary>Looks for an age.</summary>
    /// <param name="text">The brief.</param>
    /// <param name="choice">Fills in the last digit of a decade.</param>
    /// <returns>The age, or <see langword="null"/> when the text gives none.</returns>
    public static int? Find(string text, StableChoice choice)
    {
        Regex[] surestFirst = [WithUnit(), BetweenCommas(), AfterVerb()];
        foreach (var match in surestFirst.SelectMany(pattern => pattern.Matches(text)))
        {
            if (Parse(match.Groups["age"].Value) is var age and >= Youngest)
            {
                return age;
            }
        }

        var decade = Decade().Match(text);
        return decade.Success ? WithinDecade(decade, choice) : null;
    }

    [GeneratedRegex(
        @"\baged? " + Number + @"\b|\b" + Number + "(?:[- ]years?[- ]old| years of age| " + YearsInOtherLanguages + @"\b)"
        + "|" + Number + "[岁歲歳세]",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithUnit();

    [GeneratedRegex(@"(?<=^|[,.;(] )" + Number + "(?=[,.;)])", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BetweenCommas();

    [GeneratedRegex(
        @"\b(?:is|now|both|only|(?:s?he)['’]s) (?:only )?" + Number + "(?=[,.;)—]| and | in )",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AfterVerb();

    [GeneratedRegex(
        @"\b(?:(?<part>early|mid|late)[- ]|(?:his|her|their) )"
        + "(?<decade>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)" + @"\b",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decade();

    private static int Parse(string number)
    {
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
        {
            return digits;
        }

        var parts = number.Split('-');
        var tens = IndexOf(Tens, parts[0]);
        return tens < 0 ? IndexOf(SmallNumbers, parts[0])
            : ((tens + 2) * 10) + (parts.Length > 1 ? IndexOf(SmallNumbers, parts[1]) : 0);
    }

    private static int WithinDecade(Match match, StableChoice choice)
    {
        var start = (IndexOf(Decades, match.Groups["decade"].Value) + 2) * 10;
        return match.Groups["part"].Value.ToUpperInvariant() switch
        {
            "EARLY" => start + choice.Below(0, 4),
            "MID" => start + 4 + choice.Below(0, 3),
            "LATE" => start + 7 + choice.Below(0, 3),
            _ => start + choice.Below(0, 10),
        };
    }

    private static int IndexOf(string[] words, string word) =>
        Array.FindIndex(words, candidate => candidate.Equals(word, StringComparison.OrdinalIgnoreCase));
}
