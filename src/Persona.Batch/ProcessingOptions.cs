namespace PersonaBatch;

/// <summary>How items are read, worked on and saved.</summary>
public sealed class ProcessingOptions
{
    /// <summary>Gets or sets what decides how many calls are in flight.</summary>
    /// <value>Default <see cref="BatchMode.Adaptive"/>.</value>
    public BatchMode Mode { get; set; }

    /// <summary>Gets or sets how many items are read and queued together. Never a barrier: chunks do not wait for each other.</summary>
    /// <value>Default 10. Range 1 to 10,000.</value>
    public int ChunkSize { get; set; } = 10;

    /// <summary>Gets how results are kept over a crash.</summary>
    public CheckpointOptions Checkpoint { get; } = new();
}
