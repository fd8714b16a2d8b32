using System.Globalization;
using System.Text.RegularExpressions;

namespace PersonaBatch;

/// <summary>What a refusal says of the limit in words, such as "on tokens per min (TPM): Limit 30000, Used 29937, Requested 385". Pure.</summary>
/// <param name="IsRequests">It counts calls.</param>
/// <param name="IsTokens">It counts tokens of any kind.</param>
/// <param name="IsTotal">It does not count input or output tokens alone.</param>
/// <param name="Period">The first period it names.</param>
/// <param name="Limit">How many in a period.</param>
/// <param name="Used">How many of them are used.</param>
/// <param name="Requested">How many this call asked for.</param>
internal readonly partial record struct LimitText(bool IsRequests, bool IsTokens, bool IsTotal, LimitPeriod Period, long? Limit, long? Used, long? Requested)
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>Gets a value indicating whether one call asks for more than the limit: it can never succeed.</summary>
    public bool IsBeyondLimit => IsTokens && Limit > 0 && Requested > Limit;

    /// <summary>Reads any text.</summary>
    public static LimitText Read(string? text)
    {
        if (text is null)
        {
            return default;
        }

        var subject = Subject().Match(text);
        var isTokens = subject.Groups["unit"].ValueSpan.StartsWith("token", StringComparison.OrdinalIgnoreCase);
        var ratio = ActualToLimit().Match(text);
        return new LimitText(
            subject.Success && !isTokens,
            isTokens,
            !subject.Groups["part"].Success,
            PeriodOf(AnyPeriod().Match(text)),
            ratio.Success ? Number(ratio.Groups["limit"]) : Number(LimitNumber().Match(text).Groups["n"]),
            ratio.Success ? Number(ratio.Groups["actual"]) : Number(UsedNumber().Match(text).Groups["n"]),
            Number(RequestedNumber().Match(text).Groups["n"]));
    }

    /// <summary>Gives the limits per minute that the text names.</summary>
    public RateLimitReport? ToReport()
    {
        if (Period != LimitPeriod.Minute || !IsTotal || !(Limit > 0))
        {
            return null;
        }

        var limit = Clamp(Limit.Value);
        var remaining = Used is { } used ? Clamp(Math.Max(0, Limit.Value - used)) : (int?)null;
        return IsTokens ? new RateLimitReport(TokenLimit: limit, TokensRemaining: remaining)
            : IsRequests ? new RateLimitReport(RequestLimit: limit, RequestsRemaining: remaining)
            : null;
    }

    private static int Clamp(long count) => (int)Math.Min(count, int.MaxValue);

    private static long? Number(Group digits) =>
        digits.Success && long.TryParse(digits.ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static LimitPeriod PeriodOf(Match match) => match.Groups["period"].Value.ToUpperInvariant() switch
    {
        "" => LimitPeriod.Unnamed,
        "MIN" or "MINUTE" => LimitPeriod.Minute,
        "DAY" or "DAILY" or "WEEK" or "WEEKLY" or "MONTH" or "MONTHLY" => LimitPeriod.DayOrLonger,
        _ => LimitPeriod.Other,
    };

#pragma warning disable MA0009 // each match starts at a fixed word and no repeat can be split in two ways: linear in the text
    [GeneratedRegex(@"\b(?:(?<part>input|output)[ -])?(?<unit>requests?|tokens?)[ -]per[ -]", Options)]
    private static partial Regex Subject();

    [GeneratedRegex(@"(?:\bper[ _-]|/ ?)(?<period>second|sec|minute|min|hour|day|week|month)\b|\b(?<period>daily|weekly|monthly)\b", Options)]
    private static partial Regex AnyPeriod();

    [GeneratedRegex(@"\blimit:?\s+~?(?<n>[0-9][0-9,]*)", Options)]
    private static partial Regex LimitNumber();

    [GeneratedRegex(@"\bused:?\s+~?(?<n>[0-9][0-9,]*)", Options)]
    private static partial Regex UsedNumber();

    [GeneratedRegex(@"\brequested:?\s+~?(?<n>[0-9][0-9,]*)", Options)]
    private static partial Regex RequestedNumber();

    // xAI: "Tokens per Minute (actual/limit): 65605/16000".
    [GeneratedRegex(@"\(actual/limit\):\s*(?<actual>[0-9]+)/(?<limit>[0-9]+)", Options)]
    private static partial Regex ActualToLimit();
#pragma warning restore MA0009
}
