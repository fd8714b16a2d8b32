using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Says in headers how long to wait, in whatever form.</summary>
internal static class RetryHeaders
{
    /// <summary>Writes the hints that are headers, each rounded up, so that whoever waits that long is let in.</summary>
    public static void Write(IHeaderDictionary headers, SimulatedHints hints, TimeSpan wait, DateTimeOffset now)
    {
        if (hints.HasFlag(SimulatedHints.Date))
        {
            headers.RetryAfter = RoundedUp(now + wait).ToString("R", CultureInfo.InvariantCulture);
        }
        else if (hints.HasFlag(SimulatedHints.Seconds))
        {
            headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (hints.HasFlag(SimulatedHints.Milliseconds))
        {
            headers["retry-after-ms"] = GoDuration.RoundedUp(wait).TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static DateTimeOffset RoundedUp(DateTimeOffset instant)
    {
        var over = instant.Ticks % TimeSpan.TicksPerSecond;
        return over == 0 ? instant : instant.AddTicks(TimeSpan.TicksPerSecond - over);
    }
}
