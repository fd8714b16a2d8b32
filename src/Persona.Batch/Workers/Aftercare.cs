using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Does what a settled call leads to, outside of the gate.</summary>
internal sealed class Aftercare<TItem, TResult>(ILogger logger, Action<RunEnding> endRun, RetryFlow retryFlow, CancellationToken stopWaiting)
{
    public void Follow(Aftermath<TItem, TResult> after)
    {
        if (after.Failure is { } failure)
        {
            BatchLog.AttemptFailed(logger, after.Call, after.ItemId, failure.Class, failure.StatusCode);
        }

        if (after.LostItems is { } lostItems)
        {
            lostItems.ForEach(lost => BatchLog.ItemFailed(logger, lost.ItemId, lost.Failure));
        }

        if (after.Cooldown > TimeSpan.Zero)
        {
            BatchLog.CooldownStarted(logger, after.Cooldown);
        }

        if (after.Ending is { } ending)
        {
            endRun(ending);
        }

        if (after.Retry is { } work)
        {
            _ = retryFlow.RunAsync(work, after.Step, stopWaiting);
        }
    }
}
