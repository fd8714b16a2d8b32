namespace PersonaBatch.Testing;

/// <summary>So many work at once; the others wait in line, first come first served. Safe for concurrent use.</summary>
internal sealed class WaitingLine(int permits)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _line = new();

    private int _permits = permits;
    private int _working;

    /// <summary>Says whether nobody may enter: all work, and so many wait.</summary>
    public bool IsFull(int queueLimit)
    {
        lock (_gate)
        {
            return _working >= _permits && _line.Count >= queueLimit;
        }
    }

    /// <summary>Takes a place, and completes at its turn; <see cref="Leave"/> must follow.</summary>
    /// <exception cref="OperationCanceledException">It left the line; nothing must follow.</exception>
    public Task EnterAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (_gate)
        {
            if (_working < _permits)
            {
                _working++;
                return Task.CompletedTask;
            }

            turn = _line.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(turn, cancellationToken);
    }

    /// <summary>Ends the work of one, and lets the next in line work.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _working--;
            CallInNeedsLock();
        }
    }

    /// <summary>From now on so many work at once. Those above it finish.</summary>
    public void Change(int permits)
    {
        lock (_gate)
        {
            _permits = permits;
            CallInNeedsLock();
        }
    }

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> turn, CancellationToken cancellationToken)
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

    private void CallInNeedsLock()
    {
        while (_working < _permits && _line.First is { } first)
        {
            _line.RemoveFirst();
            _working++;
            first.Value.SetResult();
        }
    }
}
