namespace PersonaBatch;

/// <summary>An item whose call was started.</summary>
/// <param name="Id">The item.</param>
/// <param name="RunId">The run that started it.</param>
/// <param name="LastSequence">The highest number recorded when that run began: an outcome above it came afterwards.</param>
internal readonly record struct StartedCall(string Id, string RunId, long LastSequence)
{
    /// <summary>In place of the run, when it ended in order and could only not save the outcome.</summary>
    public const string NoDeath = "";

    /// <summary>Gets a value indicating whether the process died during the call.</summary>
    public bool IsDeath => RunId.Length > 0;
}
