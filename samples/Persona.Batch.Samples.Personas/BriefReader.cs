using System.Runtime.CompilerServices;
using System.Text;

namespace PersonaBatch.Samples.Personas;

/// <summary>Reads briefs from a JSONL file, one line at a time.</summary>
internal static class BriefReader
{
    /// <summary>Gets the path of the briefs that come with the sample.</summary>
    public static string BuiltIn => Path.Combine(AppContext.BaseDirectory, "briefs.jsonl");

    /// <summary>Reads the briefs of a file in order; blank lines are skipped.</summary>
    /// <param name="path">A UTF-8 file, with or without byte order mark, lines ending in LF or CRLF.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The briefs, read as they are asked for.</returns>
    /// <exception cref="FormatException">A line holds no brief; the message names file, line and reason.</exception>
    public static async IAsyncEnumerable<Brief> ReadAsync(
        string path,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Not detecting other encodings: a detected one would replace broken bytes silently, and with them parts of ids.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        using var reader = new StreamReader(path, utf8, detectEncodingFromByteOrderMarks: false);

        for (var number = 1; await ReadLineAsync(reader, path, number, cancellationToken) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(line, path, number);
            }
        }
    }

    private static Brief Parse(string line, string path, int number)
    {
        try
        {
            return BriefLine.Parse(line);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{Path.GetFileName(path)}, line {number}: {exception.Message}", exception);
        }
    }

    private static async ValueTask<string?> ReadLineAsync(
        StreamReader reader, string path, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (DecoderFallbackException exception)
        {
            // The reader decodes ahead, so the broken bytes may be some lines further down.
            throw new FormatException($"{Path.GetFileName(path)}, line {number} or after: not UTF-8: {exception.Message}", exception);
        }
    }
}
