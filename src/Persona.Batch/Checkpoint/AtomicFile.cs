namespace PersonaBatch;

/// <summary>Replaces whole files.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a whole file so that after any crash either the old or the new content is there. On return it is on the disk.</summary>
    public static void WriteAtomically(this ICheckpointFiles files, string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp"; // beside its target: a rename across file systems is a copy
        using (var file = files.Open(temporary))
        {
            file.SetLength(0);
            file.Write(content, 0);
            file.Sync();
        }

        files.RenameFile(temporary, path);
        files.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
