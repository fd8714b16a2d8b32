namespace PersonaBatch;

/// <summary>How results are kept over a crash.</summary>
public sealed class CheckpointOptions
{
    /// <summary>Gets or sets a value indicating whether results are saved before they are handed out.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets or sets how many results may wait for the disk before no new call starts. A crash repeats at most these and the calls in flight.</summary>
    /// <value>Default 10. Range 1 to 100,000. Results are saved together as fast as the disk allows, never held back until so many are there.</value>
    public int Interval { get; set; } = 10;

    /// <summary>Gets or sets where batches are kept, one directory each.</summary>
    /// <value>Default <c>.persona/checkpoints</c>, below the current directory.</value>
    public string Directory { get; set; } = ".persona/checkpoints";
}
