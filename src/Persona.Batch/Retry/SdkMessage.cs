using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace PersonaBatch;

/// <summary>Reads the status out of an SDK's exception message: their exceptions are types the core does not reference. Pure.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">What else the message says.</param>
internal sealed partial record SdkMessage(int Status, ErrorBody Error)
{
    /// <summary>Reads a message.</summary>
    /// <returns><see langword="null"/> when it is not one of the known shapes.</returns>
    public static SdkMessage? TryRead(string message)
    {
        var head = Head().Match(message);
        if (!head.Success)
        {
            return null;
        }

        var rest = message[(head.Index + head.Length)..];
        if (head.Groups["name"] is { Success: true } name)
        {
            return Enum.TryParse<HttpStatusCode>(name.ValueSpan, out var status) ? new SdkMessage((int)status, ErrorBody.Read(rest)) : null;
        }

        var error = ErrorBody.Read(rest) with { Type = TextOf(head.Groups["type"]), Code = TextOf(head.Groups["code"]) };
        return new SdkMessage(int.Parse(head.Groups["status"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), error);
    }

    private static string? TextOf(Group group) => group.Length > 0 ? group.Value : null;

    // OpenAI: "HTTP 429 (tokens: rate_limit_exceeded)\n\n…"; System.ClientModel and Azure.Core: "Service request failed.\nStatus: 503 (…)";
    // Anthropic: "Status Code: TooManyRequests\n{…}".
#pragma warning disable MA0009 // each match starts at a fixed word and no repeat can be split in two ways: linear in the text
    [GeneratedRegex(
        @"^(?:HTTP (?<status>[45][0-9]{2})\b(?: \((?<type>[^:()\n]*)(?:: ?(?<code>[^()\n]*))?\))?"
        + @"|Service request failed\.?\s+Status: (?<status>[45][0-9]{2})\b(?: \([^()\n]*\))?"
        + @"|Status Code: (?<name>[A-Za-z0-9]+))",
        RegexOptions.CultureInvariant)]
    private static partial Regex Head();
#pragma warning restore MA0009
}
