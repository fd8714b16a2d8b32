namespace PersonaBatch.Tests.Support;

/// <summary>A call a <see cref="ScriptedProvider"/> received.</summary>
internal sealed record ScriptedCall(string Item, int Number, int Attempt, TimeSpan At, string IdempotencyKey, BatchFailure? Previous);
