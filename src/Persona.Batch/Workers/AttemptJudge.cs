namespace PersonaBatch;

/// <summary>Turns what a call returned or threw into data. Runs the user's code, so never under a lock.</summary>
internal sealed class AttemptJudge<TItem, TResult>(BatchHooks<TItem, TResult> hooks, ResultJson<TResult>? json, RetryPolicy policy)
{
    public AttemptEnd<TResult> Answered(TItem item, TResult? value, ProviderCall? call)
    {
        if (value is null)
        {
            return Bad("The provider returned null.", call);
        }

        try
        {
            if (hooks.Validate?.Invoke(item, value) is { } fault)
            {
                return Failed(new(FailureClass.InvalidResponse, fault) { ResponseText = call?.ResponseText ?? json?.TryText(value) ?? value.ToString() }, call);
            }
        }
#pragma warning disable CA1031 // the validation is the user's code: whatever it throws is this item's failure
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed(new(FailureClass.Unknown, $"Validate threw {exception.GetType().Name}: {exception.Message}"), call);
        }

        if (json is null)
        {
            return new AttemptEnd<TResult> { Value = value, Usage = call?.Usage };
        }

        return json.TrySerialize(value, out var utf8, out var problem)
            ? new AttemptEnd<TResult> { Value = value, Json = utf8, Usage = call?.Usage }
            : Failed(problem!, call);
    }

    public AttemptEnd<TResult> Threw(Exception exception, AbortCause cause, TimeSpan allowed, ProviderCall call)
    {
        // Whatever an adapter makes of a cut call: we cut it, and know why.
        if (cause != AbortCause.None)
        {
            return CutShort(cause, allowed, call.Usage);
        }

        var read = Classify(exception, call);
        return Failed(read.Failure, call) with { RateLimits = read.Limits, IsOfSdk = SdkException.IsIn(exception) };
    }

    /// <summary>The end of a call whose token the engine fired.</summary>
    public static AttemptEnd<TResult> CutShort(AbortCause cause, TimeSpan allowed, TokenUsage? usage) => new()
    {
        Cause = cause,
        Usage = usage,
        Failure = cause switch
        {
            AbortCause.AttemptTimeout => new(FailureClass.Timeout, $"No answer within {allowed} ({nameof(BatchOptions.Timeouts)}.{nameof(TimeoutOptions.Attempt)})."),
            AbortCause.ItemDeadline => new(FailureClass.Timeout, $"The item's time ({nameof(BatchOptions.Timeouts)}.{nameof(TimeoutOptions.Item)}) passed during a call."),
            _ => new(FailureClass.Local, "The run ended during the call."),
        },
    };

    private HttpFailure Classify(Exception exception, ProviderCall call)
    {
        try
        {
            return hooks.Classify?.Invoke(exception, call) is { } failure ? new HttpFailure(failure, null) : FailureClassifier.Read(exception);
        }
#pragma warning disable CA1031 // the classification is the user's code: whatever it throws is this item's failure
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            return new HttpFailure(new(FailureClass.Unknown, $"Classify threw {thrown.GetType().Name}: {thrown.Message}"), null);
        }
    }

    private AttemptEnd<TResult> Bad(string fault, ProviderCall? call) => Failed(new(FailureClass.InvalidResponse, fault), call);

    private AttemptEnd<TResult> Failed(BatchFailure failure, ProviderCall? call)
    {
        var text = failure.ResponseText ?? call?.ResponseText;
        var kept = failure with { ResponseText = text is null ? null : PlainWords.Cut(text, BatchFailure.MostResponseCharacters) };
        return new() { Failure = policy.Clamp(kept), Usage = call?.Usage };
    }
}
