using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace PersonaBatch;

/// <summary>Reads limits that name their period, such as <c>x-ratelimit-limit-req-minute</c> and <c>x-ratelimit-remaining-tokens-month</c>
/// (Mistral) or <c>x-ratelimit-reset-requests-day</c> (Cerebras). Pure. What they count beside requests and tokens is passed over.</summary>
internal static partial class NamedPeriodRateLimits
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static RateLimitReading Read(HttpHeadersNonValidated headers)
    {
        Dictionary<(bool IsTokens, TimeSpan Period), RateLimitDimension> found = [];
        foreach (var (header, _) in headers)
        {
            if (header.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase) && Name().Match(header) is { Success: true } name)
            {
                var (isTokens, period) = (name.Groups["unit"].Value.StartsWith("tok", StringComparison.OrdinalIgnoreCase), PeriodOf(name));
                var dimension = found.GetValueOrDefault((isTokens, period), new RateLimitDimension(null, null, null, Second, period));
                found[(isTokens, period)] = With(dimension, name.Groups["kind"].Value, headers, header);
            }
        }

        return RateLimitReading.Of(Slowest(found, isTokens: false), Slowest(found, isTokens: true)) with
        {
            Wait = found.Values.Max(static limit => limit.Wait),
            IsUsedUp = found.Any(static limit => limit.Key.Period >= Day && limit.Value.Remaining == 0),
        };
    }

    private static RateLimitDimension With(in RateLimitDimension dimension, string kind, HttpHeadersNonValidated headers, string header) =>
        kind.ToUpperInvariant() switch
        {
            "LIMIT" => dimension with { Limit = headers.FindCount(header) is > 0 and var limit ? limit : null },
            "REMAINING" => dimension with { Remaining = headers.FindCount(header) },
            _ => dimension with { Reset = GoDuration.TryParse(headers.Find(header), out var reset) ? reset : null },
        };

    private static RateLimitDimension Slowest(Dictionary<(bool IsTokens, TimeSpan Period), RateLimitDimension> found, bool isTokens) => found
        .Where(limit => limit.Key.IsTokens == isTokens)
        .Select(static limit => limit.Value.PerMinute)
        .Where(static limit => !limit.SaysNothing)
        .OrderBy(static limit => limit.Limit ?? int.MaxValue)
        .FirstOrDefault();

    private static TimeSpan PeriodOf(Match name)
    {
        var count = name.Groups["count"] is { Success: true } digits ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 1;
        return Math.Max(1, count) * name.Groups["period"].Value.ToUpperInvariant() switch
        {
            "SECOND" => Second,
            "MINUTE" => TimeSpan.FromMinutes(1),
            "HOUR" => TimeSpan.FromHours(1),
            "DAY" => Day,
            _ => TimeSpan.FromDays(30),
        };
    }

#pragma warning disable MA0009 // anchored, and no repeat can be split in two ways: linear in the text
    [GeneratedRegex(
        "^x-ratelimit-(?<kind>limit|remaining|reset)-(?<unit>req|requests|tokens)-(?:(?<count>[0-9]{1,4})-)?(?<period>second|minute|hour|day|month)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
#pragma warning restore MA0009
}
