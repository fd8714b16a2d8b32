namespace PersonaBatch;

/// <summary>Lets single calls go on a quota that batches use too: first come, first served. Safe for concurrent use.</summary>
internal sealed class QuotaTurns : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<QuotaTurn> _waiting = new();
    private readonly TimeProvider _timeProvider;
    private readonly ThrottleSeat _seat;

    /// <param name="throttle">The quota.</param>
    /// <param name="caps">What the user allows.</param>
    /// <param name="timeProvider">Its clock.</param>
    public QuotaTurns(ProviderThrottle throttle, in QuotaLimits caps, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;

        // Presets are where batches start from: calls that nobody multiplied bring none.
        _seat = throttle.Join(caps, preset: default, LetGo);
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="estimate">The call's tokens.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>What must be settled when the call has ended.</returns>
    /// <exception cref="ProviderException">The call can never go, or not today.</exception>
    public async Task<Reservation> WaitAsync(TokenUsage estimate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var turn = new QuotaTurn(estimate);
        lock (_gate)
        {
            if (_waiting.Count > 0 || !TryEndNeedsLock(turn))
            {
                _waiting.AddLast(turn);
            }
        }

        var giveUp = cancellationToken.UnsafeRegister(_ => Withdraw(turn, cancellationToken), null);
        await using (giveUp.ConfigureAwait(false))
        {
            return await turn.Task.ConfigureAwait(false);
        }
    }

    public void Settle(in Reservation reservation, TokenUsage? usage, RateLimitReport? limits) => _seat.Settle(reservation, usage, limits);

    /// <summary>Lets nobody on the quota call for so long.</summary>
    public void CloseFor(TimeSpan wait) => _seat.CloseFor(wait, _timeProvider.GetTimestamp());

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var turn in _waiting)
            {
                turn.TrySetException(new ObjectDisposedException(nameof(QuotaChatClient)));
            }

            _waiting.Clear();
        }

        _seat.Dispose();
    }

    private void Withdraw(QuotaTurn turn, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(turn))
            {
                return;
            }
        }

        turn.TrySetCanceled(cancellationToken);
        LetGo(); // the next one may have less to wait for
    }

    private void LetGo()
    {
        lock (_gate)
        {
            while (_waiting.First is { } first && TryEndNeedsLock(first.Value))
            {
                _waiting.RemoveFirst();
            }

            if (_waiting.Count == 0)
            {
                _seat.LeaveLine();
            }
        }
    }

    /// <summary>Ends the wait of a call that goes now, or never.</summary>
    private bool TryEndNeedsLock(QuotaTurn turn)
    {
        var answer = _seat.TryGo(turn.Estimate, _timeProvider.GetTimestamp(), out var reservation);
        return answer switch
        {
            ThrottleAnswer.Wait => false,
            ThrottleAnswer.Go => turn.TrySetResult(reservation),
            _ => turn.TrySetException(new ProviderException(_seat.Refusal(answer, reservation))),
        };
    }
}
