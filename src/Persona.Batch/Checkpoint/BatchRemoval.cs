namespace PersonaBatch;

/// <summary>Deletes a batch whose lock is held: the files that are ours, one by one, and the directory when nothing else is in it.</summary>
internal static class BatchRemoval
{
    private const string Temporary = ".tmp";

    /// <summary>Deletes the results from the newest back and the identity behind them, so that a batch removed by half can be removed again, or resumed.</summary>
    public static void Run(ICheckpointFiles files, string path, IDisposable heldLock)
    {
        using (heldLock)
        {
            var names = files.Files(path);
            Delete(files, path, names.Where(static name => SegmentName.NumberOf(Target(name)) > 0).OrderDescending(StringComparer.Ordinal));
            Delete(files, path, names.Where(static name => SegmentName.IsIndex(name) || name is StartedCalls.FileName or StartedCalls.TemporaryName));
            RemoveDirectory(files, Path.Combine(path, DamagedBytes.DirectoryName), static _ => true);
            Delete(files, path, names.Where(static name => Target(name) is CheckpointOwner.FileName));
            Delete(files, path, names.Where(static name => Target(name) is BatchIdentityFile.Name));
            if (!OperatingSystem.IsWindows())
            {
                RemoveDirectory(files, path, static name => name is BatchDirectory.LockName); // while it is held: who comes now begins anew
                return;
            }
        }

        RemoveDirectory(files, path, static name => name is BatchDirectory.LockName); // no open file can be deleted there
    }

    private static string Target(string name) => name.EndsWith(Temporary, StringComparison.Ordinal) ? name[..^Temporary.Length] : name;

    private static void Delete(ICheckpointFiles files, string directory, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            files.DeleteFile(Path.Combine(directory, name));
        }
    }

    private static void RemoveDirectory(ICheckpointFiles files, string path, Func<string, bool> isOurs)
    {
        Delete(files, path, files.Files(path).Where(isOurs));
        if (files.DirectoryExists(path) && files.Files(path).Count == 0 && files.Directories(path).Count == 0)
        {
            files.DeleteDirectory(path);
        }
    }
}
