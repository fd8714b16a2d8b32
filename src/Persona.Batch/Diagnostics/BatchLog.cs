using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Every log entry. Event ids are contract: 1xx concurrency, 2xx throttling, 3xx retry, 4xx checkpoint, 5xx batch. Never an item's content, an answer or a key.</summary>
internal static partial class BatchLog
{
    [LoggerMessage(100, LogLevel.Debug, "The limit of calls in flight changed from {Before} to {After} after {Answer}")]
    public static partial void ConcurrencyChanged(ILogger logger, int before, int after, string answer);

    [LoggerMessage(200, LogLevel.Warning, "The provider asks to slow down: no call starts for {Wait}")]
    public static partial void CooldownStarted(ILogger logger, TimeSpan wait);

    [LoggerMessage(201, LogLevel.Warning, "An attempt made {Calls} HTTP calls: the SDK retries by itself. Requests are paced as if it did not; turn its retries off")]
    public static partial void HiddenRetries(ILogger logger, int calls);

    [LoggerMessage(202, LogLevel.Information, "Provider '{Provider}' starts from its preset until its answers say better: requests a minute {Requests}, tokens a minute {Tokens}, calls at once {Concurrent}")]
    public static partial void StartsFromPreset(ILogger logger, string? provider, int? requests, int? tokens, int? concurrent);

    [LoggerMessage(203, LogLevel.Warning, "Calls go through an SDK that no ProviderBoundaryHandler watches: retries it makes by itself, asleep for as long as the provider asks, stay hidden, and so do the provider's headers. Before the run starts, put the handler into the SDK's HttpClient (AddHttpMessageHandler(() => new ProviderBoundaryHandler())); where that cannot be, set the SDK's own retries to 0 (OpenAI: ClientRetryPolicy(0), Anthropic: MaxRetries = 0)")]
    public static partial void UnseenCalls(ILogger logger);

    [LoggerMessage(204, LogLevel.Warning, "Provider '{Provider}' is left alone for {Rest} and items go to the next one: {FailureClass}, status {Status}")]
    public static partial void ProviderLeft(ILogger logger, string? provider, TimeSpan rest, FailureClass failureClass, int? status);

    [LoggerMessage(205, LogLevel.Information, "Provider '{Provider}' answers again: items go to it")]
    public static partial void ProviderIsBack(ILogger logger, string? provider);

    [LoggerMessage(206, LogLevel.Debug, "The limits of provider '{Provider}' let no call go for {Rest}: items go to the next one")]
    public static partial void ProviderHeldBack(ILogger logger, string? provider, TimeSpan rest);

    [LoggerMessage(300, LogLevel.Debug, "Call {Call} of item '{ItemId}' failed: {FailureClass}, status {Status}")]
    public static partial void AttemptFailed(ILogger logger, int call, string? itemId, FailureClass failureClass, int? status);

    [LoggerMessage(301, LogLevel.Warning, "A callback registered on an attempt's token threw")]
    public static partial void CancellationCallbackThrew(ILogger logger, Exception exception);

    [LoggerMessage(450, LogLevel.Warning, "Batch '{BatchId}' replays recorded results without any fingerprint part: an edited prompt would not be noticed. Set Fingerprint, Provider or Model")]
    public static partial void ReplayWithoutFingerprint(ILogger logger, string batchId);

    [LoggerMessage(451, LogLevel.Error, "The recorded result of item '{ItemId}' does not fit its type any more; it is handed out as failed and kept on disk")]
    public static partial void RecordedResultUnreadable(ILogger logger, string itemId);

    [LoggerMessage(452, LogLevel.Error, "The checkpoint of batch '{BatchId}' cannot be written; the run ends and hands over what is not saved")]
    public static partial void CheckpointBlocked(ILogger logger, Exception exception, string batchId);

    [LoggerMessage(453, LogLevel.Information, "Batch '{BatchId}' holds {Orphaned} recorded items that are not in this input; they are kept")]
    public static partial void Orphans(ILogger logger, string batchId, long orphaned);

    [LoggerMessage(454, LogLevel.Debug, "The answer that item '{ItemId}' left in an earlier run can be used now; no call is made")]
    public static partial void KeptAnswerRead(ILogger logger, string itemId);

    [LoggerMessage(500, LogLevel.Information, "Batch '{BatchId}' started, at most {MaxWorkers} calls in flight, {Known} items recorded before")]
    public static partial void Started(ILogger logger, string batchId, int maxWorkers, long known);

    [LoggerMessage(501, LogLevel.Information, "Batch '{BatchId}' ended {Termination} ({Reason}): {Succeeded} succeeded, {Failed} failed, {Skipped} skipped, {Aborted} aborted, {Replayed} of them replayed")]
    public static partial void Ended(
        ILogger logger, string batchId, BatchTermination termination, string reason, long succeeded, long failed, long skipped, long aborted, long replayed);

    [LoggerMessage(502, LogLevel.Warning, "Batch '{BatchId}' is ending: {Termination}, because {Reason}")]
    public static partial void Ending(ILogger logger, string batchId, BatchTermination termination, string reason);

    [LoggerMessage(503, LogLevel.Error, "The source of batch '{BatchId}' failed after {Items} items")]
    public static partial void SourceFailed(ILogger logger, Exception exception, string batchId, long items);

    [LoggerMessage(504, LogLevel.Warning, "The source of batch '{BatchId}' does not react to the end of the run; the run ends without it")]
    public static partial void SourceIgnoresStop(ILogger logger, string batchId);

    [LoggerMessage(505, LogLevel.Warning, "A progress observer threw; the run goes on")]
    public static partial void ObserverThrew(ILogger logger, Exception exception);

    [LoggerMessage(506, LogLevel.Error, "Item '{ItemId}' failed: {FailureClass}")]
    public static partial void ItemFailed(ILogger logger, string? itemId, FailureClass failureClass);

    [LoggerMessage(507, LogLevel.Information, "Batch '{BatchId}' has other limits now: at most {MaxWorkers} calls in flight, requests a minute {Requests}, tokens a minute {Tokens}")]
    public static partial void LimitsChanged(ILogger logger, string batchId, int maxWorkers, int? requests, int? tokens);
}
