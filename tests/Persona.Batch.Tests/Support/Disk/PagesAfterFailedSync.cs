namespace PersonaBatch.Tests.Support;

/// <summary>What becomes of unsynced pages when a sync fails.</summary>
public enum PagesAfterFailedSync
{
    /// <summary>They wait for the next sync.</summary>
    Kept,

    /// <summary>They are still read, count as written, and never reach the disk: what Linux does.</summary>
    Forgotten,

    /// <summary>They are gone: reading gives what the disk holds.</summary>
    Dropped,
}
