using System.Text;

namespace PersonaBatch;

/// <summary>Makes a provider's words fit one line of a message.</summary>
internal static class PlainWords
{
    private const int MostCharacters = 500;

    /// <summary>Gives the text on one line, blanks and control characters as single spaces, at most 500 characters.</summary>
    public static string Shorten(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MostCharacters) + 1);
        foreach (var c in text)
        {
            var isBlank = char.IsWhiteSpace(c) || char.IsControl(c);
            if (isBlank && (line.Length == 0 || line[^1] == ' '))
            {
                continue;
            }

            if (line.Length == MostCharacters)
            {
                return $"{Cut(line.ToString(), MostCharacters)}…";
            }

            line.Append(isBlank ? ' ' : c);
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>Gives at most so many characters, and no half of one.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length < most)
        {
            return text;
        }

        return char.IsHighSurrogate(text[most - 1]) ? text[..(most - 1)] : text[..most];
    }
}
