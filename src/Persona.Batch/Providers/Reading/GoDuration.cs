using System.Buffers;
using System.Globalization;

namespace PersonaBatch;

/// <summary>Reads durations as Go prints them (<c>1m6.779s</c>, <c>20ms</c>), which is how most providers write theirs. Pure.</summary>
internal static class GoDuration
{
    private const decimal BiggestNumber = 1e18m;

    /// <summary>Longer than any wait a provider means: what is above it is an instant or rubbish.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration; a bare number counts seconds.</summary>
    /// <param name="text">The text, and nothing else.</param>
    /// <param name="duration">How long; from zero to <see cref="Longest"/>.</param>
    /// <returns><see langword="false"/> when it is malformed, negative or too long.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration) =>
        TryParse(text, TimeSpan.TicksPerSecond, out duration);

    /// <summary>Reads a duration where a bare number counts something else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, long ticksOfBareNumber, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.Trim();
        var isWhole = true;
        var ticks = 0m;

        while (!rest.IsEmpty || isWhole)
        {
            if (!TakeNumber(ref rest, out var number))
            {
                return false;
            }

            var unit = rest.IsEmpty && isWhole ? ticksOfBareNumber : TakeUnit(ref rest);
            ticks += number * unit;
            if (unit == 0 || ticks > Longest.Ticks)
            {
                return false;
            }

            isWhole = false;
        }

        duration = TimeSpan.FromTicks((long)decimal.Round(ticks));
        return true;
    }

    /// <summary>Says whether a text ends in a digit: it has no unit.</summary>
    public static bool IsBareNumber(ReadOnlySpan<char> text) => text.TrimEnd() is [.., >= '0' and <= '9'];

    private static bool TakeNumber(ref ReadOnlySpan<char> rest, out decimal number)
    {
        var end = rest.IndexOfAnyExcept(NumberCharacters);
        var digits = end < 0 ? rest : rest[..end];
        rest = rest[digits.Length..];
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && number <= BiggestNumber;
    }

    /// <returns>Ticks of one unit; 0 = there is no such unit.</returns>
    private static decimal TakeUnit(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyInRange('0', '9');
        var unit = end < 0 ? rest : rest[..end];
        rest = rest[unit.Length..];
        return unit switch
        {
            "ns" => 0.01m,
            "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => 0m,
        };
    }
}
