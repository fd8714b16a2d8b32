using System.Collections.Concurrent;

namespace PersonaBatch.Benchmarks;

/// <summary>Calls that answer at once while few are in flight, so that an adaptive limit rises, and from then on last until they are cancelled.</summary>
/// <param name="inFlight">How many are in flight in the end.</param>
internal sealed class EndlessCalls(int inFlight)
{
    private readonly ConcurrentQueue<int> _started = new();
    private readonly TaskCompletionSource _allInFlight = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the items whose calls last.</summary>
    public IReadOnlyCollection<int> Started => _started;

    /// <summary>Gets a task that completes when so many are in flight.</summary>
    public Task AllInFlight => _allInFlight.Task;

    public async ValueTask<int> CallAsync(int item, CancellationToken cancellationToken)
    {
        if (item < 2 * inFlight)
        {
            await Task.Yield();
            return item;
        }

        _started.Enqueue(item);
        if (_started.Count == inFlight)
        {
            _allInFlight.TrySetResult();
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return item;
    }
}
