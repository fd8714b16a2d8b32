namespace PersonaBatch;

/// <summary>Why the engine fired an attempt's token.</summary>
internal enum AbortCause
{
    None,
    AttemptTimeout,
    ItemDeadline,
    RunEnds,
}
