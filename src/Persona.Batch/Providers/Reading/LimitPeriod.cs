namespace PersonaBatch;

/// <summary>The period of a limit, as a provider's words name it.</summary>
internal enum LimitPeriod
{
    Unnamed,
    Minute,

    /// <summary>A second, an hour.</summary>
    Other,

    /// <summary>Nobody sits that out: the quota is used up.</summary>
    DayOrLonger,
}
