namespace PersonaBatch.Tests.Runs;

/// <summary>What is done to a live run: after some seconds it is paused for so many, or has so many workers.</summary>
internal sealed record Intervention(bool IsPause, int AfterSeconds, int SecondsOrWorkers);
