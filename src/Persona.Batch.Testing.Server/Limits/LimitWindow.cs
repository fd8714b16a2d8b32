namespace PersonaBatch.Testing;

/// <summary>The time a limit is for.</summary>
internal enum LimitWindow
{
    Minute,
    Second,
    Day,
}
