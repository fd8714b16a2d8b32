namespace PersonaBatch;

/// <summary>Turns durations into timestamps of a clock.</summary>
internal static class ClockTicks
{
    /// <summary>Rounds up, so that a timer for the same duration never fires before the timestamp is reached.</summary>
    public static long ToTimestamps(this TimeSpan duration, TimeProvider timeProvider) =>
        (long)Math.Ceiling(duration.Ticks * ((double)timeProvider.TimestampFrequency / TimeSpan.TicksPerSecond));

    public static TimeSpan ToTimeSpan(this long timestamps, TimeProvider timeProvider) =>
        timeProvider.GetElapsedTime(0, timestamps);
}
