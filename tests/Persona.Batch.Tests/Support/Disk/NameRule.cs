namespace PersonaBatch.Tests.Support;

/// <summary>When a name reaches the disk.</summary>
public enum NameRule
{
    /// <summary>Only when its directory is synced: what POSIX promises.</summary>
    WithDirectorySync,

    /// <summary>Also when the file itself is synced: what journaling file systems do.</summary>
    WithFileSync,
}
