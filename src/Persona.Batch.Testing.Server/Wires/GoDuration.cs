using System.Globalization;
using System.Text;

namespace PersonaBatch.Testing;

/// <summary>Durations as Go prints them, in whole milliseconds: <c>0s</c>, <c>6ms</c>, <c>8.64s</c>, <c>1m6.779s</c>, <c>114h18m0s</c>.</summary>
internal static class GoDuration
{
    public static string Format(TimeSpan duration)
    {
        var milliseconds = duration.Ticks / TimeSpan.TicksPerMillisecond;
        if (milliseconds is > 0 and < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        }

        var (hours, minutes, seconds) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds % 60_000 / 1000m);
        var text = new StringBuilder();
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{seconds:0.###}s").ToString();
    }

    /// <summary>Rounds a wait up to a millisecond, so that whoever waits that long is let in.</summary>
    public static TimeSpan RoundedUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
