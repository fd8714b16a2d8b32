using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>Lets calls in, makes them wait in line, or refuses them: scripted failures, rates, concurrency.</summary>
internal sealed class FrontDoor
{
    private readonly Lock _gate = new();
    private readonly Queue<BatchFailure> _scripted = new();
    private readonly WaitingLine _line;
    private readonly (RefillingBudget Budget, long Cost)[] _budgets;
    private readonly int _queueLimit;
    private readonly bool _hints;

    private int _inFlight;
    private int _mostInFlight;
    private long _calls;
    private long _rejected;

    public FrontDoor(SimulationOptions options)
    {
        _line = new WaitingLine(options.Concurrency ?? int.MaxValue);
        _queueLimit = options.QueueLimit ?? int.MaxValue;
        _hints = options.RetryAfterHints;
        _budgets =
        [
            .. BudgetOf(options.RequestsPerMinute, 1, options.Burst),
            .. BudgetOf(options.TokensPerMinute, (long)options.InputTokens + options.OutputTokens, options.Burst),
        ];
    }

    public long Calls => Read(ref _calls);

    public long Rejected => Read(ref _rejected);

    public int InFlight => Read(ref _inFlight);

    public int MostInFlight => Read(ref _mostInFlight);

    public void FailNext(IEnumerable<BatchFailure> failures)
    {
        BatchFailure[] all = [.. failures];
        lock (_gate)
        {
            foreach (var failure in all)
            {
                _scripted.Enqueue(failure);
            }
        }
    }

    /// <summary>Lets a call in at its turn; <see cref="Leave"/> must follow.</summary>
    /// <exception cref="ProviderException">It is refused; nothing must follow.</exception>
    public Task EnterAsync(TimeSpan now, CancellationToken cancellationToken)
    {
        Task turn;
        lock (_gate)
        {
            _calls++;
            if (RefusalNeedsLock(now) is { } refusal)
            {
                return Task.FromException(new ProviderException(refusal));
            }

            _mostInFlight = Math.Max(_mostInFlight, ++_inFlight);
            turn = _line.EnterAsync(cancellationToken);
        }

        return turn.IsCompletedSuccessfully ? turn : WaitInLineAsync(turn);
    }

    /// <summary>Ends a call that was let in, and lets the next one in line work.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _inFlight--;
            _line.Leave();
        }
    }

    private static (RefillingBudget Budget, long Cost)[] BudgetOf(int? perMinute, long cost, TimeSpan burst) =>
        perMinute is { } rate ? [(new RefillingBudget(rate, TimeSpan.FromMinutes(1), cost, burst, TimeSpan.FromSeconds(1)), cost)] : [];

    private async Task WaitInLineAsync(Task turn)
    {
        try
        {
            await turn.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                _inFlight--;
            }

            throw;
        }
    }

    private BatchFailure? RefusalNeedsLock(TimeSpan now)
    {
        if (_scripted.TryDequeue(out var scripted))
        {
            return scripted;
        }

        if (_line.IsFull(_queueLimit))
        {
            _rejected++;
            return new BatchFailure(FailureClass.Overloaded, $"The simulated queue of {_queueLimit} is full.") { StatusCode = 503 };
        }

        var wait = _budgets.Length == 0 ? TimeSpan.Zero : _budgets.Max(entry => entry.Budget.WaitAt(now, entry.Cost));
        if (wait > TimeSpan.Zero)
        {
            _rejected++;
            var hint = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            return new BatchFailure(
                FailureClass.RateLimited,
                string.Create(CultureInfo.InvariantCulture, $"The simulated limit has room in {hint.TotalSeconds:0.###} s."))
            {
                StatusCode = 429,
                Code = "rate_limit_exceeded",
                RetryAfter = _hints ? hint : null,
            };
        }

        foreach (var (budget, cost) in _budgets)
        {
            budget.Take(cost);
        }

        return null;
    }

    private T Read<T>(ref T field)
    {
        lock (_gate)
        {
            return field;
        }
    }
}
