namespace PersonaBatch;

/// <summary>A recorded outcome, and what a resume knows of it.</summary>
internal readonly record struct StoredOutcome(KnownItem Known, RecordedOutcome Outcome);
