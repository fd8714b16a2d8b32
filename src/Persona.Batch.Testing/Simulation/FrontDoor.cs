using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>Lets calls in, makes them wait in line, or refuses them: scripted failures, rates, concurrency.</summary>
internal sealed class FrontDoor
{
    private readonly Lock _gate = new();
    private readonly Queue<BatchFailure> _scripted = new();
    private readonly LinkedList<TaskCompletionSource> _line = new();
    private readonly RefillingBudget[] _budgets;
    private readonly int _permits;
    private readonly int _queueLimit;
    private readonly bool _hints;

    private int _working;
    private int _inFlight;
    private int _mostInFlight;
    private long _calls;
    private long _rejected;

    public FrontDoor(SimulationOptions options)
    {
        _permits = options.Concurrency ?? int.MaxValue;
        _queueLimit = options.QueueLimit ?? int.MaxValue;
        _hints = options.RetryAfterHints;
        RefillingBudget?[] budgets =
        [
            options.RequestsPerMinute is { } requests ? new(requests, 1, options.Burst) : null,
            options.TokensPerMinute is { } tokens ? new(tokens, (long)options.InputTokens + options.OutputTokens, options.Burst) : null,
        ];
        _budgets = [.. budgets.OfType<RefillingBudget>()];
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
        BatchFailure? refusal;
        LinkedListNode<TaskCompletionSource>? turn = null;
        lock (_gate)
        {
            _calls++;
            refusal = RefusalNeedsLock(now);
            if (refusal is null)
            {
                _mostInFlight = Math.Max(_mostInFlight, ++_inFlight);
                if (_working < _permits)
                {
                    _working++;
                }
                else
                {
                    turn = _line.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                }
            }
        }

        return refusal is not null ? Task.FromException(new ProviderException(refusal))
            : turn is null ? Task.CompletedTask
            : WaitInLineAsync(turn, cancellationToken);
    }

    /// <summary>Ends a call that was let in, and lets the next one in line work.</summary>
    public void Leave()
    {
        TaskCompletionSource? next = null;
        lock (_gate)
        {
            _inFlight--;
            if (_line.First is { } first)
            {
                next = first.Value;
                _line.RemoveFirst();
            }
            else
            {
                _working--;
            }
        }

        next?.SetResult();
    }

    private async Task WaitInLineAsync(LinkedListNode<TaskCompletionSource> turn, CancellationToken cancellationToken)
    {
        try
        {
            await turn.Value.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            bool stillInLine;
            lock (_gate)
            {
                stillInLine = turn.List is not null;
                if (stillInLine)
                {
                    _line.Remove(turn);
                    _inFlight--;
                }
            }

            if (!stillInLine)
            {
                // Its turn came in the same moment.
                Leave();
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

        if (_working == _permits && _line.Count >= _queueLimit)
        {
            _rejected++;
            return new BatchFailure(FailureClass.Overloaded, $"The simulated queue of {_queueLimit} is full.") { StatusCode = 503 };
        }

        var wait = _budgets.Length == 0 ? TimeSpan.Zero : _budgets.Max(budget => budget.WaitAt(now));
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

        foreach (var budget in _budgets)
        {
            budget.Take();
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
