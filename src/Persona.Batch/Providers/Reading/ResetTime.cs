using System.Globalization;

namespace PersonaBatch;

/// <summary>Reads when a limit opens, whatever the notation: seconds or a duration from now, an instant of RFC 3339, an HTTP date, or
/// seconds or milliseconds since 1970. Pure.</summary>
internal static class ResetTime
{
    /// <summary>Seconds of the year 5138, milliseconds of 1973: no clock shows either.</summary>
    private const decimal FirstMilliseconds = 100_000_000_000m;
    private const decimal LastMilliseconds = 253_402_300_799_999m;

    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a reset.</summary>
    /// <param name="text">The header's raw value.</param>
    /// <param name="arrived">The instant of the answer, by the provider's clock where it told it.</param>
    /// <returns>The time from then on, zero when it has passed, at most <see cref="GoDuration.Longest"/>; <see langword="null"/> = not said.</returns>
    public static TimeSpan? Read(string? text, DateTimeOffset arrived)
    {
        if (GoDuration.TryParse(text, out var wait))
        {
            return wait;
        }

        return InstantOf(text?.Trim()) - arrived is { } until && until <= GoDuration.Longest ? TimeSpan.FromTicks(Math.Max(0, until.Ticks)) : null;
    }

    private static DateTimeOffset? InstantOf(string? text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            var milliseconds = number < FirstMilliseconds ? number * 1000 : number;
            return milliseconds <= LastMilliseconds ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
        }

        return DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : HeaderValues.DateOf(text);
    }
}
