using System.Globalization;

namespace PersonaBatch;

/// <summary>Names the files of a journal: <c>results-000001.jsonl</c> and so on, and their indexes.</summary>
internal static class SegmentName
{
    private const string Prefix = "results-";
    private const string Suffix = ".jsonl";

    /// <summary>Names a segment.</summary>
    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:d6}{Suffix}");

    /// <summary>Names a segment's index.</summary>
    public static string OfIndex(int number) => string.Create(CultureInfo.InvariantCulture, $"index-{number:d6}.idx");

    /// <summary>Tells an index by its name.</summary>
    public static bool IsIndex(string file) => file.StartsWith("index-", StringComparison.Ordinal) && file.EndsWith(".idx", StringComparison.Ordinal);

    /// <summary>Reads the number from a file's name; 0 when it is no segment.</summary>
    public static int NumberOf(string file) =>
        file.StartsWith(Prefix, StringComparison.Ordinal)
        && file.EndsWith(Suffix, StringComparison.Ordinal)
        && int.TryParse(file.AsSpan(Prefix.Length..^Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && string.Equals(file, Of(number), StringComparison.Ordinal)
            ? number
            : 0;
}
