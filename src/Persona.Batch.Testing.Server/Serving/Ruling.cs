namespace PersonaBatch.Testing;

/// <summary>What is to become of a call.</summary>
/// <param name="Limits">The limits it may be told of.</param>
/// <param name="Refusal">Why it is refused, if it is.</param>
/// <param name="Fault">The fault it meets, if any.</param>
/// <param name="Rejected">Whether the limits refuse it.</param>
internal sealed record Ruling(IReadOnlyList<LimitReading> Limits, Refusal? Refusal = null, SimulatedFault? Fault = null, bool Rejected = false);
