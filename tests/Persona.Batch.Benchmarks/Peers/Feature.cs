namespace PersonaBatch.Benchmarks;

/// <summary>What of the engine can be switched off, to see what it costs.</summary>
[Flags]
internal enum Feature
{
    None = 0,
    AdaptiveLimit = 1,
    Throttle = 2,
    Deadlines = 4,
    Progress = 8,

    /// <summary>Each outcome is handed to the reader of a stream; otherwise they are counted.</summary>
    OutcomeStream = 16,

    All = AdaptiveLimit | Throttle | Deadlines | Progress | OutcomeStream,
}
