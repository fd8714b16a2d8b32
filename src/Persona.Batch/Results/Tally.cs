namespace PersonaBatch;

/// <summary>Counts a run's items, failures, tokens and money.</summary>
/// <remarks>Not safe for concurrent use: its callers hold the gate.</remarks>
internal sealed class Tally(TimeProvider timeProvider)
{
    private readonly Dictionary<FailureClass, long> _failures = [];
    private readonly TaskCompletionSource _balanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Throughput _throughput = new(timeProvider);

    private long _accepted;
    private long _succeeded;
    private long _failed;
    private long _skipped;
    private long _aborted;
    private long _replayed;
    private bool _inputIsRead;

    /// <summary>Gets a task that completes when the input is read and every accepted item has ended.</summary>
    public Task Balanced => _balanced.Task;

    public TokenUsage Usage { get; private set; }

    public decimal? CostUsd { get; private set; }

    public BatchCounts CountsNeedsLock => new(_accepted, _succeeded, _failed, _skipped, _aborted, _replayed);

    public bool InputIsReadNeedsLock => _inputIsRead;

    public double ItemsPerMinuteNeedsLock => _throughput.PerMinute;

    public Dictionary<FailureClass, long> FailuresNeedsLock => new(_failures);

    /// <summary>Counts items that were read.</summary>
    /// <returns><see langword="false"/> when the run no longer takes any.</returns>
    public bool TryAcceptNeedsLock(int items)
    {
        if (_inputIsRead)
        {
            return false;
        }

        _accepted += items;
        return true;
    }

    /// <summary>Says that no more items come.</summary>
    public void InputReadNeedsLock()
    {
        _inputIsRead = true;
        CheckNeedsLock();
    }

    public void EndNeedsLock(ItemStatus status, bool replayed, FailureClass? failure, TokenUsage? usage, decimal? costUsd)
    {
        switch (status)
        {
            case ItemStatus.Succeeded:
                _succeeded++;
                break;
            case ItemStatus.Failed:
                _failed++;
                break;
            case ItemStatus.Skipped:
                _skipped++;
                break;
            default:
                _aborted++;
                break;
        }

        if (status == ItemStatus.Failed && failure is { } failureClass)
        {
            _failures[failureClass] = _failures.GetValueOrDefault(failureClass) + 1;
        }

        if (replayed)
        {
            _replayed++;
        }
        else if (status is ItemStatus.Succeeded or ItemStatus.Failed)
        {
            _throughput.Count();
        }

        Usage += usage ?? default;
        CostUsd = costUsd is null ? CostUsd : (CostUsd ?? 0) + costUsd;
        CheckNeedsLock();
    }

    private void CheckNeedsLock()
    {
        if (_inputIsRead && _succeeded + _failed + _skipped + _aborted == _accepted)
        {
            _balanced.TrySetResult();
        }
    }
}
