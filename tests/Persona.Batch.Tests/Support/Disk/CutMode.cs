namespace PersonaBatch.Tests.Support;

/// <summary>How a life ends, and what of the unsynced that leaves.</summary>
public enum CutMode
{
    /// <summary>The process alone dies: all that it saw is there.</summary>
    Killed,

    /// <summary>The power goes, and everything that waited for the disk has reached it.</summary>
    Everything,

    /// <summary>The power goes, and nothing of it has, neither bytes nor names.</summary>
    SyncedOnly,

    /// <summary>The power goes, and a random subset of pages, lengths and names has.</summary>
    RandomPages,

    /// <summary>The power goes; all names and lengths are there, and a stretch of unsynced pages reads as zeros.</summary>
    Hole,

    /// <summary>The power goes; all bytes are there, and no name without its sync.</summary>
    NamesLost,
}
