namespace PersonaBatch;

/// <summary>Decides whether a recorded item runs again.</summary>
internal sealed class ResumeRules(RetryFailed retryFailed, Func<RecordedOutcome, bool>? runAgain)
{
    /// <summary>Decides for one item of the input that the checkpoint knows.</summary>
    /// <param name="known">What is recorded.</param>
    /// <param name="contentChanged">Whether the user's fingerprint says its content is another one.</param>
    /// <param name="index">Its place in the input.</param>
    /// <param name="recorded">The whole record; read only when the user's predicate asks.</param>
    public bool RunsAgain(KnownItem known, bool contentChanged, long index, Func<KnownItem, RecordedOutcome> recorded)
    {
        if (contentChanged || known.Status is not (ItemStatus.Succeeded or ItemStatus.Failed))
        {
            return true;
        }

        if (runAgain is not null)
        {
            return UserHook.Call(nameof(BatchRunOptions.RunAgain), index, recorded(known), runAgain);
        }

        return known.Status == ItemStatus.Failed && !IsQuarantined(known, recorded) && retryFailed switch
        {
            RetryFailed.All => true,
            RetryFailed.None => false,
            _ => !known.FailureClass.IsPermanent() || WasRefusedByUs(known, recorded),
        };
    }

    /// <summary>Decides for an item in whose call the process died again and again.</summary>
    public bool RunsInSpiteOf(RecordedOutcome quarantined, long index) =>
        runAgain is not null && UserHook.Call(nameof(BatchRunOptions.RunAgain), index, quarantined, runAgain);

    /// <summary>The idempotency generation of the next run: a new one after any complete answer, or the provider would replay it.</summary>
    public static int NextGeneration(KnownItem known)
    {
        var answered = known.Status == ItemStatus.Succeeded || (known.Status == ItemStatus.Failed && (known.FailureClass.IsCompleteAnswer() || known.FailureClass.IsPermanent()));
        return known.Generation + (answered ? 1 : 0);
    }

    /// <summary>Its next call might kill the process again.</summary>
    private static bool IsQuarantined(KnownItem known, Func<KnownItem, RecordedOutcome> recorded) =>
        known.FailureClass == FailureClass.Local && string.Equals(recorded(known).Failure?.Code, StartedCalls.QuarantinedCode, StringComparison.Ordinal);

    /// <summary>A request above a limit that was known then was never sent, and the limit may be another one now.</summary>
    private static bool WasRefusedByUs(KnownItem known, Func<KnownItem, RecordedOutcome> recorded) =>
        known.FailureClass == FailureClass.TooLarge && string.Equals(recorded(known).Failure?.Code, ProviderThrottle.AboveLimitCode, StringComparison.Ordinal);
}
