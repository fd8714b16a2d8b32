namespace PersonaBatch.Testing;

/// <summary>How a limit a minute is counted.</summary>
public enum SimulatedLimitRule
{
    /// <summary>A bucket that refills all the time.</summary>
    Refilling,

    /// <summary>A count that starts anew with each minute since the server's start.</summary>
    FixedMinutes,
}
