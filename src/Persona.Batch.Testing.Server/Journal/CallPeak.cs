namespace PersonaBatch.Testing;

/// <summary>The most that came within any window of time.</summary>
/// <param name="Requests">The most calls.</param>
/// <param name="Tokens">The most reserved tokens; not always in the same window.</param>
public readonly record struct CallPeak(int Requests, long Tokens);
