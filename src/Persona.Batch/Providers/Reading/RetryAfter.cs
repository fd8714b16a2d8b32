using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace PersonaBatch;

/// <summary>Reads how long a provider asks to wait, from its headers or its words. Pure.</summary>
/// <remarks>What it gives is above zero and at most <see cref="GoDuration.Longest"/>.</remarks>
internal static partial class RetryAfter
{
    private static readonly string[] InMilliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>Reads <c>retry-after-ms</c>, else <c>retry-after</c>: seconds, a duration or an HTTP date.</summary>
    /// <param name="headers">The headers of an error; a success may carry the header too and means nothing by it.</param>
    /// <param name="now">The instant the answer arrived; a date counts from the answer's own <c>Date</c> where there is one.</param>
    /// <returns>How long; <see langword="null"/> = not said, or zero, or past.</returns>
    public static TimeSpan? OfHeaders(HttpHeadersNonValidated headers, DateTimeOffset now)
    {
        // Azure sends retry-after: 1 beside retry-after-ms: 0, so a zero here says nothing.
        foreach (var name in InMilliseconds)
        {
            if (GoDuration.TryParse(headers.Find(name), TimeSpan.TicksPerMillisecond, out var precise) && precise > TimeSpan.Zero)
            {
                return precise;
            }
        }

        if (GoDuration.TryParse(headers.Find("retry-after"), out var wait))
        {
            return Usable(wait);
        }

        return headers.FindDate("retry-after") is { } date ? Usable(date - (headers.FindDate("date") ?? now)) : null;
    }

    /// <summary>Reads sentences such as "Please try again in 6m0s", "Please retry after 45 seconds" and "Expected available in 1 second".</summary>
    /// <returns>How long; <see langword="null"/> = not said.</returns>
    public static TimeSpan? OfText(string? text)
    {
        var match = Sentence().Match(text ?? "");
        if (!match.Success)
        {
            return null;
        }

        var duration = match.Groups["go"].Success
            ? match.Groups["go"].Value
            : match.Groups["number"].Value + GoUnit(match.Groups["unit"].Value);
        return GoDuration.TryParse(duration, out var wait) ? Usable(wait) : null;
    }

    private static TimeSpan? Usable(TimeSpan wait) => wait > TimeSpan.Zero && wait <= GoDuration.Longest ? wait : null;

    private static string GoUnit(string word) => char.ToUpperInvariant(word[0]) switch
    {
        'M' when word.StartsWith("milli", StringComparison.OrdinalIgnoreCase) => "ms",
        'M' => "m",
        'H' => "h",
        'D' => "d",
        _ => "s",
    };

#pragma warning disable MA0009 // the match starts at a fixed word and no repeat can be split in two ways: linear in the text
    [GeneratedRegex(
        @"\b(?:again|retry|available|resets)\s+(?:in|after)\s+(?:about\s+)?~?(?:(?<go>(?:[0-9]+(?:\.[0-9]+)?(?:ms|us|µs|ns|s|m|h|d))+)\b"
        + @"|(?<number>[0-9]+(?:\.[0-9]+)?)\s*(?<unit>milliseconds?|seconds?|secs?|minutes?|mins?|hours?|days?)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();
#pragma warning restore MA0009
}
