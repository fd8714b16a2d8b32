using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Opens the checkpoint a run asks for: finds or begins the batch, recovers its journal, and proves that it can be written.</summary>
internal static class CheckpointOpener
{
    /// <summary>Opens a checkpoint; everything a later outcome relies on is on the disk when this returns.</summary>
    /// <exception cref="CheckpointException">It is locked, damaged, of a newer format, of another fingerprint, or cannot be written.</exception>
    public static OpenCheckpoint Open(
        ICheckpointFiles files, string directory, WantedBatch wanted, ResumeMode mode, JournalRules rules, TimeProvider time, ILogger logger)
    {
        var root = Path.GetFullPath(directory);
        try
        {
            var opening = new CheckpointOpening(files, root, wanted, mode, rules, time, logger);
            return wanted.BatchId is { } batchId ? opening.OpenNamed(batchId) : opening.OpenUnnamed();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CheckpointErrors.StorageBlocked(root, exception);
        }
    }
}
