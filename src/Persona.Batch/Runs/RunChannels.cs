namespace PersonaBatch;

/// <summary>What a run and its consumer share before the run has begun.</summary>
internal sealed record RunChannels<TItem, TResult>(Lock Gate, AdmissionWindow Window, Tally Tally, IOutcomeSink<TItem, TResult> Sink);
