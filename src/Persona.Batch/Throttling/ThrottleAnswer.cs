namespace PersonaBatch;

/// <summary>What a throttle says to a call that wants to go.</summary>
internal enum ThrottleAnswer
{
    /// <summary>It goes, and must be settled.</summary>
    Go,

    /// <summary>Not now. The run stands in line and is called when its turn comes.</summary>
    Wait,

    /// <summary>It alone costs more than a whole minute's limit: it can never go.</summary>
    TooLarge,

    /// <summary>The day's calls are used up.</summary>
    DayIsUsedUp,
}
