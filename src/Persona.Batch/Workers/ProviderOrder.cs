namespace PersonaBatch;

/// <summary>The providers of a run in their order: gives each item to the first one that can take it, and notices who cannot.</summary>
/// <remarks>
/// <para>With one provider everything goes straight to its limits. With several, the run stands in line at one quota at most: at the one whose
/// wait is short enough.</para>
/// <para>Not safe for concurrent use: its owner holds the gate.</para>
/// </remarks>
internal sealed class ProviderOrder<TItem, TResult> : IDisposable
{
    /// <summary>An item's own deadline says nothing of the provider.</summary>
    private static readonly BatchFailure OutOfTime = new(FailureClass.Local);

    private readonly RunProvider<TItem, TResult>[] _all;
    private readonly RunProvider<TItem, TResult> _first;
    private readonly ProviderHealth[] _healths;
    private readonly FailoverRules _rules;
    private readonly TimeProvider _timeProvider;

    private RunProvider<TItem, TResult>? _inLineAt;
    private BatchFailure? _refusal;
    private List<ProviderNews>? _news;
    private bool _isHeld;
    private int _mostInFlight;

    /// <param name="all">The providers, in their order.</param>
    /// <param name="rules">When to go to the next.</param>
    /// <param name="mostInFlight">How many calls may be in flight at all of them together.</param>
    /// <param name="timeProvider">The clock.</param>
    public ProviderOrder(RunProvider<TItem, TResult>[] all, FailoverRules rules, int mostInFlight, TimeProvider timeProvider)
    {
        _all = all;
        _first = all[0];
        _healths = [.. all.Select(_ => new ProviderHealth(rules))];
        _rules = rules;
        _mostInFlight = mostInFlight;
        _timeProvider = timeProvider;
        IsAlone = all.Length == 1;
    }

    /// <summary>Gets a value indicating whether there is but one.</summary>
    public bool IsAlone { get; }

    /// <summary>Gets a value indicating whether somebody calls when the next call may go: starting a worker would be in vain.</summary>
    public bool IsWaiting => IsAlone ? _first.Permits.IsWaiting : _isHeld || _inLineAt?.Permits.IsWaiting == true;

    /// <summary>How many calls may be in flight: as many as the first that takes items bears, beside those still out elsewhere.</summary>
    public int LimitAt(long now)
    {
        if (IsAlone)
        {
            return _first.Permits.Limit;
        }

        RunProvider<TItem, TResult>? first = null;
        var inFlight = 0;
        foreach (var provider in _all)
        {
            first ??= _healths[provider.Place].At(now) == ProviderStanding.Ready ? provider : null;
            inFlight += provider.InFlight;
        }

        return Math.Min(_mostInFlight, inFlight + (first is null ? 1 : first.Permits.Limit - first.InFlight));
    }

    /// <summary>The next moment at which there may be somebody to ask again; <see cref="long.MaxValue"/> = no clock says.</summary>
    public long ReturnAfter(long now) => IsAlone ? long.MaxValue : ProviderChoice.ReturnAfter(_healths, now);

    /// <summary>Asks for one call of an item to go now, to whomever can take it.</summary>
    /// <param name="work">The item.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="provider">Who takes it.</param>
    /// <param name="reservation">What it holds of that provider's limits.</param>
    public ThrottleAnswer TryGo(ItemWork<TItem, TResult> work, long now, out RunProvider<TItem, TResult> provider, out Reservation reservation)
    {
        provider = _first;
        if (IsAlone)
        {
            return _first.Permits.TryGo(work.Source.Estimate, now, out reservation);
        }

        reservation = default;
        _refusal = null;
        _isHeld = false;
        return TryInOrder(work, work.FailedAt, now, ref provider, ref reservation)
            ?? (work.FailedAt < 0 ? null : TryInOrder(work, failedAt: -1, now, ref provider, ref reservation))
            ?? NobodyCan(now);
    }

    /// <summary>Why a call can never go, or not today.</summary>
    public BatchFailure Refusal(ThrottleAnswer answer, in Reservation wanted) => _refusal ?? _first.Permits.Refusal(answer, wanted);

    /// <summary>Gives back what a call held at the provider it went to, and takes in what it says of it.</summary>
    /// <returns>By how much that provider's limit moved.</returns>
    public int Settle(ItemWork<TItem, TResult> work, in AttemptEnd<TResult> end, long took, long now)
    {
        var provider = work.Provider!;
        var change = provider.Permits.Settle(work.Reservation, end, took);
        if (!IsAlone)
        {
            Note(provider, work, end.Cause == AbortCause.ItemDeadline ? OutOfTime : end.Failure, now);
        }

        return change;
    }

    /// <summary>Closes a quota for everybody, and says what a failure means where there are other providers.</summary>
    /// <param name="work">The item that failed.</param>
    /// <param name="decision">What its failure means at the provider that failed.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="isLonger">Whether the shared wait became longer.</param>
    public RetryDecision After(ItemWork<TItem, TResult> work, RetryDecision decision, long now, out bool isLonger)
    {
        var provider = work.Provider!;
        isLonger = decision.Cooldown > TimeSpan.Zero && provider.Permits.CloseFor(decision.Cooldown, now);
        if (IsAlone)
        {
            return decision;
        }

        var closedFor = decision.Cooldown.ToTimestamps(_timeProvider);
        if (closedFor > _rules.After)
        {
            HoldBack(provider, now + closedFor, now);
        }

        return ProviderChoice.After(decision, _healths, now, provider.Place);
    }

    /// <summary>How the run ends when nobody is left: the first provider's failure, and what became of the others.</summary>
    public BatchFailure NoneIsLeft(BatchFailure met)
    {
        if (IsAlone || _healths[0].Reason is not { } first)
        {
            return met;
        }

        var others = _all.Skip(1).Select(other => $"'{other.Settings.Name}': {_healths[other.Place].Reason}");
        return first with { Message = $"{first.Message} (at '{_first.Settings.Name}'; no provider is left: {string.Join("; ", others)})" };
    }

    /// <summary>Time has passed: somebody may be back.</summary>
    public void LookAgain() => _isHeld = false;

    /// <summary>Obeys other limits from the next call on: workers are everybody's, rates the first provider's.</summary>
    public void Change(BatchLimits limits)
    {
        _mostInFlight = limits.MaxWorkers;
        foreach (var provider in _all)
        {
            provider.Permits.Change(limits, ownsRates: provider.Place == 0);
        }
    }

    public void LeaveLine()
    {
        var provider = IsAlone ? _first : _inLineAt;
        provider?.Permits.LeaveLine();
        _inLineAt = null;
    }

    /// <summary>Takes what is to be logged outside of the gate; <see langword="null"/> = nothing.</summary>
    public List<ProviderNews>? TakeNews()
    {
        var news = _news;
        _news = null;
        return news;
    }

    public void Dispose()
    {
        foreach (var provider in _all)
        {
            provider.Permits.Dispose();
        }
    }

    private ThrottleAnswer? TryInOrder(
        ItemWork<TItem, TResult> work, int failedAt, long now, ref RunProvider<TItem, TResult> provider, ref Reservation reservation)
    {
        for (var place = ProviderChoice.Next(_healths, now, 0, failedAt); place >= 0; place = ProviderChoice.Next(_healths, now, place + 1, failedAt))
        {
            provider = _all[place];
            if (Ask(provider, work, now, ref reservation) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    /// <returns><see langword="null"/> = the next one is to be asked.</returns>
    private ThrottleAnswer? Ask(RunProvider<TItem, TResult> provider, ItemWork<TItem, TResult> work, long now, ref Reservation reservation)
    {
        var health = _healths[provider.Place];
        var before = health.State;
        var isTrial = health.At(now) == ProviderStanding.Trial;
        if (provider.IsFull)
        {
            return isTrial ? null : ThrottleAnswer.Wait; // the end of one of its calls makes room
        }

        var estimate = work.Source.EstimateAt(provider.Place);
        var answer = provider.Permits.TryGo(estimate, now, out reservation);
        switch (answer)
        {
            case ThrottleAnswer.Go:
                StandInLineAt(null, but: provider);
                provider.InFlight++;
                provider.Trial = health.Sent() ? work : provider.Trial;
                Tell(provider, before, now);
                return answer;
            case ThrottleAnswer.Wait:
                return MayWait(provider, estimate, isTrial, now) ? answer : null;
            case ThrottleAnswer.TooLarge:
                _refusal ??= provider.Permits.Refusal(answer, reservation);
                return null;
            default:
                health.Ended(provider.Permits.Refusal(answer, reservation), wasTrial: false, now);
                Tell(provider, before, now);
                return null;
        }
    }

    private bool MayWait(RunProvider<TItem, TResult> provider, in TokenUsage estimate, bool isTrial, long now)
    {
        var wait = provider.Permits.WaitFor(estimate, now).ToTimestamps(_timeProvider);
        if (!isTrial && wait <= _rules.After)
        {
            StandInLineAt(provider, but: provider);
            return true;
        }

        provider.Permits.LeaveLine();
        HoldBack(provider, now + (isTrial ? Math.Max(wait, _rules.PerSecond) : wait), now);
        return false;
    }

    private ThrottleAnswer NobodyCan(long now)
    {
        StandInLineAt(null, but: null);
        if (_refusal is not null)
        {
            return ThrottleAnswer.TooLarge; // waiting for somebody with wider limits would block the others
        }

        if (ProviderChoice.NoneIsLeft(_healths, now))
        {
            _refusal = NoneIsLeft(_healths[0].Reason!);
            return ThrottleAnswer.DayIsUsedUp;
        }

        _isHeld = true;
        return ThrottleAnswer.Wait;
    }

    private void StandInLineAt(RunProvider<TItem, TResult>? provider, RunProvider<TItem, TResult>? but)
    {
        if (_inLineAt != but)
        {
            _inLineAt?.Permits.LeaveLine();
        }

        _inLineAt = provider;
    }

    private void Note(RunProvider<TItem, TResult> provider, ItemWork<TItem, TResult> work, BatchFailure? failure, long now)
    {
        var health = _healths[provider.Place];
        var before = health.State;
        var wasTrial = provider.Trial == work;
        provider.Trial = wasTrial ? null : provider.Trial;
        provider.InFlight--;
        _isHeld = false;
        health.Ended(failure, wasTrial, now);
        Tell(provider, before, now);
    }

    private void HoldBack(RunProvider<TItem, TResult> provider, long until, long now)
    {
        var health = _healths[provider.Place];
        var before = health.State;
        health.HoldBack(until);
        Tell(provider, before, now);
    }

    private void Tell(RunProvider<TItem, TResult> provider, ProviderState before, long now)
    {
        var health = _healths[provider.Place];
        if (before != health.State)
        {
            var rest = Math.Max(0, health.Until - now).ToTimeSpan(_timeProvider);
            (_news ??= []).Add(new ProviderNews(provider.Settings.Name, health.State, before != ProviderState.HeldBack, rest, health.Reason));
        }
    }
}
