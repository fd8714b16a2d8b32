using System.Text.Json;

namespace PersonaBatch;

/// <summary>The spellings of a key: <c>max_workers</c>, <c>MaxWorkers</c> and <c>MAXWORKERS</c> are one.</summary>
internal static class KeyName
{
    /// <summary>Takes out what spellings differ in, but for the case.</summary>
    public static string Plain(string spelling) => spelling.Replace("_", "", StringComparison.Ordinal);

    /// <summary>Spells a property's name as files do: <c>max_workers</c>.</summary>
    public static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>Spells a property's name the way the user spelled another one. What is no name stays as it is.</summary>
    public static string Like(string spelling, string name) =>
        !char.IsLetter(name[0]) || (spelling.Length > 0 && char.IsUpper(spelling[0]) && spelling.Any(char.IsLower)) ? name : Snake(name);

    /// <summary>Finds the name a plain spelling was probably meant to be; <see langword="null"/> when none is near.</summary>
    public static string? Nearest(string plain, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (Name: name, Distance: Distance(plain, name))).MinBy(static candidate => candidate.Distance);
        var farthest = Math.Max(Math.Min(2, plain.Length / 2), plain.Length / 3);
        return nearest.Distance <= farthest ? nearest.Name : null;
    }

    /// <summary>How many letters must be added, removed or changed (Levenshtein), whatever the case.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var isSame = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]);
                var changed = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
