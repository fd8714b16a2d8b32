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

    /// <summary>Gets or sets what a saved result survives.</summary>
    /// <value>Default <see cref="CheckpointDurability.PowerLoss"/>.</value>
    public CheckpointDurability Durability { get; set; } = CheckpointDurability.PowerLoss;

    /// <summary>Gets or sets what happens when saved results turn out damaged.</summary>
    /// <value>Default <see cref="DamagePolicy.Repair"/>.</value>
    public DamagePolicy OnDamage { get; set; }

    /// <summary>Gets or sets how long a file of results grows, in bytes, before the next is begun.</summary>
    /// <value>Default 67,108,864 (64 MiB). Range 4,096 to 1,073,741,824.</value>
    public int SegmentBytes { get; set; } = 64 << 20;

    /// <summary>Gets or sets a value indicating whether each item is noted before its call starts, so that after a crash the next run tells which calls
    /// may have been billed (<see cref="BatchSummary.PossiblyBilled"/>), and an item in whose call the process died twice is not tried a third time.</summary>
    /// <value>Default <see langword="false"/>. Costs a small write, not synced, before each item's first call.</value>
    /// <remarks>The process dies for all calls in flight at once: killed twice from outside while the same calls are in flight, it quarantines all of
    /// them. They end <see cref="ItemStatus.Failed"/> with the code <c>quarantined</c>; <see cref="BatchRunOptions.RunAgain"/> runs them.</remarks>
    public bool TrackInFlight { get; set; }

    /// <summary>Gets or sets how long a run waits for a disk that is full or fails. No new call starts meanwhile; calls in flight finish, and their results are held in memory.</summary>
    /// <value>Default 1 minute. Range 0 to 1 day. After that, or when the run is cancelled, it ends and throws <see cref="CheckpointException"/> with the results that could not be saved.</value>
    public TimeSpan StorageTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
