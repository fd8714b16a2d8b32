using System.Globalization;
using System.Net.Http.Headers;

namespace PersonaBatch;

/// <summary>Reads headers as they were sent; the typed ones refuse what providers really write, such as <c>retry-after: 1.5</c>.</summary>
internal static class HeaderValues
{
    private static readonly string[] HttpDates = ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <summary>Finds the first value of a header.</summary>
    public static string? Find(this HttpHeadersNonValidated headers, string name)
    {
        if (headers.TryGetValues(name, out var values))
        {
            foreach (var value in values)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Finds a header that is a list: all its lines as one.</summary>
    public static string? FindList(this HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>Finds a count: rounded down, at most <see cref="int.MaxValue"/>.</summary>
    /// <returns><see langword="null"/> when it is absent, no number or below zero (-1 = unknown).</returns>
    public static int? FindCount(this HttpHeadersNonValidated headers, string name) => CountOf(headers.Find(name));

    /// <summary>Reads a count as <see cref="FindCount"/> does.</summary>
    public static int? CountOf(string? text)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text?.Trim(), Styles, CultureInfo.InvariantCulture, out var count) && count >= 0
            ? (int)Math.Min(count, int.MaxValue)
            : null;
    }

    /// <summary>Finds an HTTP date (RFC 9110, section 5.6.7).</summary>
    public static DateTimeOffset? FindDate(this HttpHeadersNonValidated headers, string name) => DateOf(headers.Find(name));

    /// <summary>Reads an HTTP date.</summary>
    public static DateTimeOffset? DateOf(string? text)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        return DateTimeOffset.TryParseExact(text, HttpDates, CultureInfo.InvariantCulture, Styles, out var date) ? date : null;
    }
}
