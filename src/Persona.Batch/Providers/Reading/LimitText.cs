using System.Globalization;
using System.Text.RegularExpressions;

namespace PersonaBatch;

/// <summary>What a refusal says of the limit in words, such as "on tokens per min (TPM): Limit 30000, Used 29937, Requested 385". Pure.</summary>
/// <param name="Subject">What it counts.</param>
/// <param name="Period">The first period it names.</param>
/// <param name="Limit">How many in a period.</param>
/// <param name="Used">How many of them are used.</param>
/// <param name="Requested">How many this call asked for.</param>
internal readonly partial record struct LimitText(LimitSubject Subject, LimitPeriod Period, long? Limit, long? Used, long? Requested)
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>Gets a value indicating whether one call asks for more than the limit: it can never succeed.</summary>
    public bool IsBeyondLimit => Subject >= LimitSubject.Tokens && Limit > 0 && Requested > Limit;

    /// <summary>Reads any text.</summary>
    public static LimitText Read(string? text)
    {
        if (text is null)
        {
            return default;
        }

        var ratio = ActualToLimit().Match(text);
        return new LimitText(
            SubjectOf(Counted().Match(text)),
            PeriodOf(AnyPeriod().Match(text)),
            ratio.Success ? Number(ratio.Groups["n"]) : Number(LimitNumber().Match(text).Groups["n"]) ?? Number(RateNumber().Match(text).Groups["n"]),
            ratio.Success ? Number(ratio.Groups["actual"]) : Number(UsedNumber().Match(text).Groups["n"]),
            Number(RequestedNumber().Match(text).Groups["n"]));
    }

    /// <summary>Reads the name of a quota of Google's, such as <c>GenerateRequestsPerDayPerProjectPerModel-FreeTier</c>.</summary>
    /// <param name="name">The quota's id, or its metric.</param>
    /// <param name="value">Its limit.</param>
    public static LimitText OfQuota(string name, string? value) => new(
        SubjectOf(QuotaSubject().Match(name)),
        PeriodOf(QuotaPeriod().Match(name)),
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null,
        Used: null,
        Requested: null);

    /// <summary>Each of these, and the other's where this has none.</summary>
    public LimitText Or(in LimitText other) => new(
        Subject == LimitSubject.Unnamed ? other.Subject : Subject,
        Period == LimitPeriod.Unnamed ? other.Period : Period,
        Limit ?? other.Limit,
        Used ?? other.Used,
        Requested ?? other.Requested);

    /// <summary>Gives the limits per minute that the text names.</summary>
    public RateLimitReport? ToReport()
    {
        if (Period != LimitPeriod.Minute || !(Limit > 0))
        {
            return null;
        }

        var limit = Clamp(Limit.Value);
        var remaining = Used is { } used ? Clamp(Math.Max(0, Limit.Value - used)) : (int?)null;
        return Subject switch
        {
            LimitSubject.Requests => new RateLimitReport(RequestLimit: limit, RequestsRemaining: remaining),
            LimitSubject.Tokens => new RateLimitReport(TokenLimit: limit, TokensRemaining: remaining),
            LimitSubject.InputTokens => new RateLimitReport(InputTokenLimit: limit, InputTokensRemaining: remaining),
            LimitSubject.OutputTokens => new RateLimitReport(OutputTokenLimit: limit, OutputTokensRemaining: remaining),
            _ => null,
        };
    }

    private static int Clamp(long count) => (int)Math.Min(count, int.MaxValue);

    private static long? Number(Group digits) =>
        digits.Success && long.TryParse(digits.ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static LimitSubject SubjectOf(Match match) => match.Groups["unit"].Value.ToUpperInvariant() switch
    {
        "" => LimitSubject.Unnamed,
        "REQUEST" or "CALL" => LimitSubject.Requests,
        _ => match.Groups["part"].Value.ToUpperInvariant() switch
        {
            "INPUT" or "PROMPT" => LimitSubject.InputTokens,
            "OUTPUT" or "COMPLETION" => LimitSubject.OutputTokens,
            _ => LimitSubject.Tokens,
        },
    };

    private static LimitPeriod PeriodOf(Match match) => match.Groups["period"].Value.ToUpperInvariant() switch
    {
        "" => LimitPeriod.Unnamed,
        "MIN" or "MINUTE" => LimitPeriod.Minute,
        "DAY" or "DAILY" or "WEEK" or "WEEKLY" or "MONTH" or "MONTHLY" => LimitPeriod.DayOrLonger,
        _ => LimitPeriod.Other,
    };

#pragma warning disable MA0009 // each match starts at a fixed word and no repeat can be split in two ways: linear in the text
    [GeneratedRegex(@"\b(?:(?<part>input|output|prompt|completion)[ -])?(?<unit>request|call|token)s?(?:[ -]per[ -]| ?/)", Options)]
    private static partial Regex Counted();

    [GeneratedRegex(@"(?:\bper[ _-]|/ ?)(?<period>second|sec|minute|min|hour|day|week|month)\b|\b(?<period>daily|weekly|monthly)\b", Options)]
    private static partial Regex AnyPeriod();

    [GeneratedRegex(@"\blimit:?\s+~?(?<n>[0-9][0-9,]*)", Options)]
    private static partial Regex LimitNumber();

    // Anthropic: "the rate limit for your organization of 20,000 input tokens per minute"; Cohere: "limited to 10 API calls / minute".
    [GeneratedRegex(@"\b(?:of|to) (?<n>[0-9][0-9,]{0,20}) (?:(?:input|output|API) )?(?:request|call|token)s?(?: per | ?/)", Options)]
    private static partial Regex RateNumber();

    [GeneratedRegex(@"\bused:?\s+~?(?<n>[0-9][0-9,]*)", Options)]
    private static partial Regex UsedNumber();

    [GeneratedRegex(@"\brequested:?\s+~?(?<n>[0-9][0-9,]*)", Options)]
    private static partial Regex RequestedNumber();

    // xAI: "Tokens per Minute (actual/limit): 65605/16000".
    [GeneratedRegex(@"\(actual/limit\):\s*(?<actual>[0-9]+)/(?<n>[0-9]+)", Options)]
    private static partial Regex ActualToLimit();

    [GeneratedRegex("(?:(?<part>input|output)_?)?(?<unit>request|token)", Options)]
    private static partial Regex QuotaSubject();

    [GeneratedRegex("per_?(?<period>second|minute|hour|day|week|month)", Options)]
    private static partial Regex QuotaPeriod();
#pragma warning restore MA0009
}
