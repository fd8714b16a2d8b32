using System.Text.RegularExpressions;

namespace PersonaBatch;

/// <summary>Takes out of a provider's words whatever looks like a key: OpenAI's 401 repeats the one it was given. Pure.</summary>
internal static partial class KeyMask
{
    private const string Mask = "***";
    private const int ShortestSecret = 8;
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>Masks a text.</summary>
    /// <param name="text">Any text; mask it whole, before it is cut.</param>
    /// <param name="secrets">What the call itself authenticated with, whatever it looks like.</param>
    public static string Apply(string text, params ReadOnlySpan<string> secrets)
    {
        foreach (var secret in secrets)
        {
            if (secret.Length >= ShortestSecret)
            {
                text = text.Replace(secret, Mask, StringComparison.Ordinal);
            }
        }

        text = Labelled().Replace(text, "${label}" + Mask);
        text = Prefixed().Replace(text, "${prefix}" + Mask);
        return LongRun().Replace(text, Mask);
    }

#pragma warning disable MA0009 // each match starts at a fixed word and no repeat can be split in two ways: linear in the text
    // "Incorrect API key provided: …", "Authorization: Bearer …", "?key=…", "using Bearer …".
    [GeneratedRegex(
        @"(?<label>(?:(?<![a-z0-9])(?:api[-_ ]?key|access[-_ ]?key|access[-_ ]?token|auth[-_ ]?token|secret|password|authorization)(?: provided)?|[?&]key)"
        + @"[""'`]?\s*[:=]\s*[""'`]?(?:(?:bearer|basic)\s+)?)[^\s""'`&,;<>\\]{4,}"
        + @"|(?<label>(?<![a-z0-9])bearer\s+)[^\s""'`,;<>\\]{8,}",
        Options)]
    private static partial Regex Labelled();

    // The second group's prefixes are words too, so what follows needs a digit.
    [GeneratedRegex(
        @"(?<![a-z0-9])(?:(?<prefix>(?:sk|key)-)[\w*.…-]*[\w*]"
        + @"|(?<prefix>(?:sk|pk|rk|gsk|xai|hf|r8|pplx|nvapi|fw|csk|tgp|ghp|github_pat|glpat)[-_])(?=[a-z_-]{0,64}[0-9])[\w-]{8,}"
        + @"|(?<prefix>AIza|AKIA|eyJ)[\w-]{10,}(?:\.[\w-]+)*)",
        Options)]
    private static partial Regex Prefixed();

    // Long enough for a key, and both letters and digits: Azure's and Mistral's keys have no prefix.
    [GeneratedRegex("(?<![a-z0-9_])(?=[a-z_]*[0-9])(?=[0-9_]*[a-z])[a-z0-9_]{32,}", Options)]
    private static partial Regex LongRun();
#pragma warning restore MA0009
}
