namespace PersonaBatch;

/// <summary>Opens the checkpoint that a run's options ask for.</summary>
internal static class RunCheckpoint
{
    /// <exception cref="CheckpointException">It cannot be used; no call was made.</exception>
    public static OpenCheckpoint? Open<TItem, TResult>(RunParts<TItem, TResult> parts)
    {
        var settings = parts.Settings;
        if (!settings.Checkpointed)
        {
            return null;
        }

        var fingerprint = new Dictionary<string, string>(settings.UserParts, StringComparer.Ordinal);
        fingerprint.TryAdd("result type", typeof(TResult).ToString());
        var files = parts.Hooks.Files ?? DiskCheckpointFiles.Instance;
        var checkpoint = CheckpointOpener.Open(
            files,
            settings.CheckpointDirectory,
            new WantedBatch(parts.Name, settings.BatchId, fingerprint, parts.Build),
            settings.Run.Resume,
            settings.JournalRules,
            parts.TimeProvider,
            parts.Logger);

        if (checkpoint.Known.Count > 0 && settings.UserParts.Count == 0)
        {
            BatchLog.ReplayWithoutFingerprint(parts.Logger, checkpoint.BatchId);
        }

        try
        {
            checkpoint.BeginHandOuts(settings.Run.ReplayAfter);
            if (settings.TracksInFlight)
            {
                checkpoint.TrackInFlight(files, parts.TimeProvider, parts.Logger);
            }

            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }
}
