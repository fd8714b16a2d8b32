using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Does what a settled call leads to, outside of the gate.</summary>
internal sealed class Aftercare<TItem, TResult>(ILogger logger, Action<RunEnding> endRun, RetryFlow retryFlow, CancellationToken stopWaiting)
{
    private int _hiddenRetries;
    private int _unseenCalls;

    public void Follow(Aftermath<TItem, TResult> after)
    {
        if (after.Failure is { } failure)
        {
            BatchLog.AttemptFailed(logger, after.Call, after.ItemId, failure.Class, failure.StatusCode);
        }

        if (after.PhysicalCalls > 1 && Interlocked.Exchange(ref _hiddenRetries, 1) == 0)
        {
            BatchLog.HiddenRetries(logger, after.PhysicalCalls);
        }

        if (after.IsUnseen && Interlocked.Exchange(ref _unseenCalls, 1) == 0)
        {
            BatchLog.UnseenCalls(logger);
        }

        if (after.LimitChange != 0)
        {
            BatchLog.ConcurrencyChanged(logger, after.Limit - after.LimitChange, after.Limit, after.Failure?.Class.ToString() ?? "success");
        }

        if (after.LostItems is { } lostItems)
        {
            lostItems.ForEach(lost => BatchLog.ItemFailed(logger, lost.ItemId, lost.Failure));
        }

        if (after.ProviderNews is { } news)
        {
            news.ForEach(Log);
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

    private void Log(ProviderNews news)
    {
        if (news.State is ProviderState.Broken or ProviderState.UsedUp)
        {
            BatchLog.ProviderLeft(logger, news.Provider, news.Rest, news.Reason!.Class, news.Reason.StatusCode);
        }
        else if (news.State == ProviderState.HeldBack)
        {
            BatchLog.ProviderHeldBack(logger, news.Provider, news.Rest);
        }
        else if (news.WasLeft)
        {
            BatchLog.ProviderIsBack(logger, news.Provider);
        }
    }
}
