namespace PersonaBatch.Testing;

/// <summary>How limits are counted.</summary>
public enum SimulatedLimitRule
{
    /// <summary>A bucket that refills all the time.</summary>
    Refilling,

    /// <summary>A count that starts anew with each minute since the server's start; with each second or day for limits that are for one.</summary>
    FixedMinutes,
}
