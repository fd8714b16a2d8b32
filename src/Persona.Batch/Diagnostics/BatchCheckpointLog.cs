using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>The checkpoint's log entries, event ids 400 to 449.</summary>
#pragma warning disable MA0048 // one part of BatchLog: the checkpoint's entries stand together
internal static partial class BatchLog
#pragma warning restore MA0048
{
    [LoggerMessage(400, LogLevel.Information, "Batch '{BatchId}' begins in {Path}")]
    public static partial void CheckpointCreated(ILogger logger, string batchId, string path);

    [LoggerMessage(401, LogLevel.Information, "Batch '{BatchId}' is resumed: {Items} items recorded, last number {LastSequence}, in {Path}")]
    public static partial void CheckpointResumed(ILogger logger, string batchId, long items, long lastSequence, string path);

    [LoggerMessage(402, LogLevel.Information, "The last run of '{Name}' in {Path} is not resumed: {Reason}")]
    public static partial void UnnamedNotResumed(ILogger logger, string name, string path, string reason);

    [LoggerMessage(403, LogLevel.Information, "Batch '{BatchId}' was set aside: {Path} is now {NewPath}")]
    public static partial void SetAside(ILogger logger, string batchId, string path, string newPath);

    [LoggerMessage(404, LogLevel.Information, "Batch '{BatchId}' is resumed although it was made with {Parts}")]
    public static partial void PartsIgnored(ILogger logger, string batchId, string parts);

    [LoggerMessage(405, LogLevel.Information, "The journal of batch '{BatchId}' ended in {Bytes} torn bytes in {File} at {Offset}; they were moved to 'damaged'")]
    public static partial void TornTail(ILogger logger, string batchId, long bytes, string file, long offset);

    [LoggerMessage(406, LogLevel.Warning, "The journal of batch '{BatchId}' is damaged: {File} at {Offset}, {Bytes} bytes; they were copied to 'damaged' and are ignored")]
    public static partial void DamagedRange(ILogger logger, string batchId, string file, long offset, long bytes);

    [LoggerMessage(407, LogLevel.Warning, "Batch '{BatchId}' lost {Count} saved outcomes on disk (numbers {Numbers}); their items run again")]
    public static partial void LostAcknowledged(ILogger logger, string batchId, long count, string numbers);

    [LoggerMessage(408, LogLevel.Information, "Batch '{BatchId}' misses {Count} outcomes that had not reached the disk (numbers {Numbers}); their items run again")]
    public static partial void LostUnacknowledged(ILogger logger, string batchId, long count, string numbers);

    [LoggerMessage(409, LogLevel.Warning, "A saved outcome of batch '{BatchId}' turned out damaged, in {File} at {Offset}; its item runs again")]
    public static partial void LineDamaged(ILogger logger, string batchId, string file, long offset);

    [LoggerMessage(410, LogLevel.Warning, "Batch '{BatchId}' lacks files of results: {Files}; what they held runs again")]
    public static partial void SegmentsMissing(ILogger logger, string batchId, string files);

    [LoggerMessage(411, LogLevel.Warning, "Writing results of batch '{BatchId}' to {Path} failed; nothing behind {Offset} of it is trusted")]
    public static partial void SegmentDistrusted(ILogger logger, Exception exception, string batchId, string path, long offset);

    [LoggerMessage(412, LogLevel.Warning, "Results of batch '{BatchId}' go on in {Path}; those not yet saved are written there")]
    public static partial void SegmentReplaced(ILogger logger, string batchId, string path);

    [LoggerMessage(413, LogLevel.Warning, "The file after {Path} of batch '{BatchId}' could not be begun; that one grows on")]
    public static partial void SegmentNotBegun(ILogger logger, Exception exception, string batchId, string path);

    [LoggerMessage(414, LogLevel.Error, "The checkpoint of batch '{BatchId}' cannot be written; no new call starts, and it is tried again for {Timeout}")]
    public static partial void StorageWaits(ILogger logger, Exception exception, string batchId, TimeSpan timeout);

    [LoggerMessage(415, LogLevel.Warning, "The checkpoint of batch '{BatchId}' can be written again after {Waited}; nothing was lost")]
    public static partial void StorageIsBack(ILogger logger, string batchId, TimeSpan waited);

    [LoggerMessage(416, LogLevel.Warning, "The identity of batch '{BatchId}' in {Path} was lost; it was made anew from the settings of this run")]
    public static partial void IdentityRebuilt(ILogger logger, string batchId, string path);

    [LoggerMessage(417, LogLevel.Warning, "{Count} calls of batch '{BatchId}' were in flight when an earlier run died and may have been billed: {ItemIds}")]
    public static partial void PossiblyBilled(ILogger logger, string batchId, int count, string itemIds);

    [LoggerMessage(418, LogLevel.Warning, "The calls of batch '{BatchId}' that start can no longer be noted in {Path}; they go on without")]
    public static partial void StartsNotNoted(ILogger logger, Exception exception, string batchId, string path);
}
