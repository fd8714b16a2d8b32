namespace PersonaBatch;

/// <summary>What a saved result survives. Each level promises all that the ones above it do.</summary>
public enum CheckpointDurability
{
    /// <summary>Nothing is saved and no file is written, as with <see cref="CheckpointOptions.Enabled"/> off.</summary>
    None,

    /// <summary>
    /// A result is written before it is handed out: it survives a crash, a kill and an out-of-memory kill of the process.
    /// Not a crash of the operating system, and not a power failure: results that were handed out may be gone then, which the next run reports, and their items run again.
    /// </summary>
    ProcessCrash,

    /// <summary>
    /// A result is on the disk before it is handed out: it also survives a crash of the operating system and a power failure. It is written and synced,
    /// the answer of that sync is checked, and the name of each new file is synced in its directory before the first result in it counts.
    /// </summary>
    /// <remarks>
    /// <para>Linux: <c>fdatasync</c>, and <c>fsync</c> for directories. macOS: <c>F_FULLFSYNC</c>, which reaches past the drive's own cache. Windows: <c>FlushFileBuffers</c>; there is no call
    /// that syncs a directory there, and the name of a new file is as durable as the log of NTFS makes it.</para>
    /// <para>Not promised: disks and virtual disks that say they have written what they have not, and network file systems, whose locks and syncs mean what their server makes of them.</para>
    /// </remarks>
    PowerLoss,
}
