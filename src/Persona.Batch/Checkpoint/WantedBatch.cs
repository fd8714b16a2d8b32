namespace PersonaBatch;

/// <summary>The batch a run asks for.</summary>
/// <param name="Name">The processor's name; it stands for the batch when there is no id.</param>
/// <param name="BatchId">The user's name for this work; <see langword="null"/> = unnamed.</param>
/// <param name="Parts">The fingerprint parts: what must be the same for recorded answers to be good.</param>
/// <param name="Build">The build of the calling code; compared for unnamed batches only.</param>
internal sealed record WantedBatch(string Name, string? BatchId, IReadOnlyDictionary<string, string> Parts, string Build);
