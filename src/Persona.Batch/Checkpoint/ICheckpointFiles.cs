namespace PersonaBatch;

/// <summary>The file system as checkpoints need it: the disk, or memory where runs are simulated. All of it is synchronous, so that simulations are exact.</summary>
/// <remarks>Paths are full paths. Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</remarks>
internal interface ICheckpointFiles
{
    /// <summary>Returns the names of the directories in a directory; none when it does not exist.</summary>
    IReadOnlyList<string> Directories(string path);

    /// <summary>Returns the names of the files in a directory; none when it does not exist.</summary>
    IReadOnlyList<string> Files(string path);

    /// <summary>Tells whether a directory exists.</summary>
    bool DirectoryExists(string path);

    /// <summary>Tells whether a file exists.</summary>
    bool FileExists(string path);

    /// <summary>Returns the length of the file that has this name now; <see langword="null"/> when there is none.</summary>
    long? LengthOf(string path);

    /// <summary>Creates a directory and those above it, private to this user, each new name synced in its parent. Nothing happens when it exists.</summary>
    void CreateDirectory(string path);

    /// <summary>Returns when the names in a directory are on the disk.</summary>
    void SyncDirectory(string path);

    /// <summary>Renames a directory and syncs its parent; the new name must be free.</summary>
    void RenameDirectory(string from, string to);

    /// <summary>Returns a whole file; <see langword="null"/> when it does not exist.</summary>
    byte[]? ReadAll(string path);

    /// <summary>Opens a file for reading and writing, private to this user; creates it when it does not exist.</summary>
    ICheckpointFile Open(string path);

    /// <summary>Opens a file for reading only, beside whoever writes it; <see langword="null"/> when it does not exist.</summary>
    ICheckpointFile? OpenRead(string path);

    /// <summary>Gives a file another name in the same directory and replaces what has it, in one step. Not synced.</summary>
    void RenameFile(string from, string to);

    /// <summary>Deletes a file; nothing happens when there is none. Not synced.</summary>
    void DeleteFile(string path);

    /// <summary>Deletes an empty directory and syncs its parent.</summary>
    void DeleteDirectory(string path);

    /// <summary>Takes the lock a file stands for, until disposed or the process dies; <see langword="null"/> when somebody has it. The file is never deleted.</summary>
    IDisposable? TryLock(string path);
}
