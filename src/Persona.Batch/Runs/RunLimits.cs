using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>The limits of one run, which its user may change while it lives, and before its rooms are there.</summary>
internal sealed class RunLimits(Lock gate, RunSettings settings, ILogger logger)
{
    private BatchLimits _now = BatchLimits.Of(settings);
    private Action<BatchLimits>? _applyNeedsLock;
    private bool _isChanged;

    /// <summary>Lets the user alter a copy and applies what was altered.</summary>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public void Change(Action<BatchLimits> change, string batchId)
    {
        ArgumentNullException.ThrowIfNull(change);
        var before = Volatile.Read(ref _now);
        var after = before.Copy();
        change(after);
        after.ThrowIfInvalid(nameof(change));

        BatchLimits now;
        lock (gate)
        {
            now = _now.With(before, after);
            Volatile.Write(ref _now, now);
            _isChanged = true;
            _applyNeedsLock?.Invoke(now);
        }

        BatchLog.LimitsChanged(logger, batchId, now.MaxWorkers, now.RequestsPerMinute, now.TokensPerMinute);
    }

    /// <summary>Connects the rooms that obey, and tells them what was changed before they were there.</summary>
    public void OpenNeedsLock(Action<BatchLimits> applyNeedsLock)
    {
        _applyNeedsLock = applyNeedsLock;
        if (_isChanged)
        {
            applyNeedsLock(_now);
        }
    }
}
