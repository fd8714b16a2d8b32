namespace PersonaBatch.Testing;

/// <summary>Whether a call is let in.</summary>
/// <param name="Refusal">Why not.</param>
/// <param name="Turn">Completes when it is its turn to be worked on; its place must be left then.</param>
/// <param name="Limits">The limits as the call left them.</param>
internal sealed record AdmissionTicket(Refusal? Refusal, Task Turn, IReadOnlyList<LimitReading> Limits);
