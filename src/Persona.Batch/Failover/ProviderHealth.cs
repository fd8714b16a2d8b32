namespace PersonaBatch;

/// <summary>How one of several providers stands: a circuit breaker that also knows held-back calls and used-up quotas. Pure: the time is told, in timestamps.</summary>
/// <remarks>
/// <para>Who left on a timer comes back with it; who broke or was used up comes back when one item, the trial, was answered.</para>
/// <para>Not safe for concurrent use: its owner holds the gate.</para>
/// </remarks>
internal sealed class ProviderHealth(FailoverRules rules)
{
    private int _failuresInARow;
    private bool _isTried;

    public ProviderState State { get; private set; }

    /// <summary>Gets until when nothing is sent to it, unless it is up.</summary>
    public long Until { get; private set; }

    /// <summary>Gets what broke it or used it up.</summary>
    public BatchFailure? Reason { get; private set; }

    public ProviderStanding At(long now) => State switch
    {
        ProviderState.Up => ProviderStanding.Ready,
        ProviderState.HeldBack => now >= Until ? ProviderStanding.Ready : ProviderStanding.Away,
        _ => now >= Until && !_isTried ? ProviderStanding.Trial : ProviderStanding.Away,
    };

    /// <summary>Says whether nothing can come of it before somebody waits it out.</summary>
    public bool IsUsedUp(long now) => State == ProviderState.UsedUp && !_isTried && now < Until;

    /// <summary>Its limits let no call go before then.</summary>
    public void HoldBack(long until)
    {
        State = State == ProviderState.Up ? ProviderState.HeldBack : State;
        Until = Math.Max(Until, until);
    }

    /// <summary>A call goes.</summary>
    /// <returns><see langword="true"/> when it is the trial.</returns>
    public bool Sent()
    {
        if (State == ProviderState.HeldBack)
        {
            State = ProviderState.Up;
        }

        return _isTried = State != ProviderState.Up;
    }

    /// <summary>A call has ended.</summary>
    /// <param name="failure">Why it failed; <see langword="null"/> = it was answered well.</param>
    /// <param name="wasTrial">What <see cref="Sent"/> said of it.</param>
    /// <param name="now">The current timestamp.</param>
    public void Ended(BatchFailure? failure, bool wasTrial, long now)
    {
        _isTried &= !wasTrial;
        if (failure is { Class: FailureClass.Local })
        {
            return;
        }

        if (failure?.Class.EndsRun() == true)
        {
            Leave(ProviderState.UsedUp, failure, now);
        }
        else if (failure?.Class.IsOfTheProvider() == true)
        {
            Fail(failure, wasTrial, now);
        }
        else if (wasTrial || !IsLeft)
        {
            State = wasTrial ? ProviderState.Up : State;
            _failuresInARow = 0;
        }
    }

    private bool IsLeft => State is ProviderState.Broken or ProviderState.UsedUp;

    private void Fail(BatchFailure failure, bool wasTrial, long now)
    {
        // Calls that were on their way when it was left say nothing new.
        if (wasTrial || (!IsLeft && ++_failuresInARow >= rules.Failures))
        {
            Leave(IsLeft ? State : ProviderState.Broken, failure, now);
        }
    }

    private void Leave(ProviderState state, BatchFailure failure, long now)
    {
        State = state;
        Reason = failure;
        Until = Math.Max(Until, now + rules.RestAfter(failure));
        _failuresInARow = 0;
    }
}
