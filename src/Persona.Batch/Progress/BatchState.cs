namespace PersonaBatch;

/// <summary>What a run is doing.</summary>
public enum BatchState
{
    /// <summary>Reading items and making calls.</summary>
    Running,

    /// <summary>No new call starts until it is resumed.</summary>
    Paused,

    /// <summary>Ending: calls in flight finish, everything is saved.</summary>
    Stopping,

    /// <summary>Over.</summary>
    Ended,
}
