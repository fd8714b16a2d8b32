namespace PersonaBatch;

/// <summary>An item whose call was started.</summary>
/// <param name="Id">The item.</param>
/// <param name="RunId">The run that started it.</param>
/// <param name="LastSequence">The highest number recorded when that run began: an outcome above it came afterwards.</param>
internal readonly record struct StartedCall(string Id, string RunId, long LastSequence);
