using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Saves outcomes, then hands them on: takes all that is there, writes and syncs once, and looks again.</summary>
/// <remarks>
/// <para>Runs on the pool only while something waits. While the storage refuses, no new call starts, what calls in flight bring is held,
/// and it is tried again; when the time for that is over, the run ends. A storage error never turns into success.</para>
/// </remarks>
internal sealed class CheckpointWriter<TItem, TResult> : IOutcomeTaker<TItem, TResult>, IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _gate;
    private readonly OpenCheckpoint _checkpoint;
    private readonly OutcomeDesk<TItem, TResult> _desk;
    private readonly RunSettings _settings;
    private readonly Action _committed;
    private readonly IRunEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StorageWait _wait;
    private readonly ITimer _retry;
    private readonly List<RecordedOutcome> _unsaved = [];

    private List<ItemEnd<TItem, TResult>> _pending = [];
    private List<ItemEnd<TItem, TResult>> _committing = [];
    private JournalEntry[] _entries = [];
    private int _waiting;
    private bool _isRunning;
    private bool _isWaiting;

    public CheckpointWriter(
        Lock gate,
        OpenCheckpoint checkpoint,
        OutcomeDesk<TItem, TResult> desk,
        RunSettings settings,
        Action committed,
        IRunEvents events,
        TimeProvider time,
        ILogger logger)
    {
        _gate = gate;
        _checkpoint = checkpoint;
        _desk = desk;
        _settings = settings;
        _committed = committed;
        _events = events;
        _time = time;
        _logger = logger;
        _wait = new StorageWait(time, settings.StorageTimeout);
        _retry = time.CreateTimer(static writer => ((CheckpointWriter<TItem, TResult>)writer!).Retry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsBehind => _wait.IsBlocked || _waiting >= _settings.Interval;

    /// <summary>Gets a value indicating whether the journal failed; it is never trusted again.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Gets what was paid for and could not be saved. Complete once the run has ended.</summary>
    public IReadOnlyList<RecordedOutcome> Unsaved => _unsaved;

    public void TakeNeedsLock(in ItemEnd<TItem, TResult> end)
    {
        if (end.IsKept)
        {
            _desk.PassNeedsLock(end);
            return;
        }

        if (IsBroken)
        {
            LoseNeedsLock(end);
            return;
        }

        _pending.Add(end);
        _waiting += end.Replayed ? 0 : 1;
        if (!_isRunning)
        {
            _isRunning = true;
            Run();
        }
    }

    public void Execute()
    {
        while (TryBegin())
        {
            try
            {
                HandOut(Append());
            }
#pragma warning disable CA1031 // whatever went wrong, nothing of this may be acknowledged, and no thread may die of it
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (!TryWait(exception, retries: true, out _))
                {
                    Break(exception);
                    _events.StorageBlocked(exception);
                }

                return;
            }
        }
    }

    /// <summary>Notes that the batch is finished; waits for the storage as for any result.</summary>
    /// <exception cref="IOException">It could not be noted in time.</exception>
    public async Task MarkDoneAsync(BatchCounts counts)
    {
        while (true)
        {
            TimeSpan delay;
            try
            {
                _checkpoint.Journal.MarkDone(counts);
                Works();
                return;
            }
            catch (Exception exception) when (TryWait(exception, retries: false, out delay))
            {
                // It is tried again.
            }

            await Task.Delay(delay, _time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The run is ending: the storage gets no more than this time.</summary>
    public void LimitWait(TimeSpan most)
    {
        lock (_gate)
        {
            _wait.Limit(most);
            if (_isWaiting)
            {
                _retry.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _retry.Dispose();

    private void Run() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void Retry()
    {
        lock (_gate)
        {
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
        }

        Run();
    }

    /// <summary>Decides whether it is tried again; <paramref name="retries"/> = by itself, after <paramref name="delay"/>.</summary>
    private bool TryWait(Exception exception, bool retries, out TimeSpan delay)
    {
        bool isFirst;
        lock (_gate)
        {
            delay = default;
            isFirst = !_wait.IsBlocked;
            var mayPass = exception is IOException or UnauthorizedAccessException && !_checkpoint.Journal.IsTaken;
            if (!mayPass || !_wait.TryNext(out delay))
            {
                return false;
            }

            if (retries)
            {
                _isWaiting = true;
                _retry.Change(delay, Timeout.InfiniteTimeSpan);
            }
        }

        if (isFirst)
        {
            BatchLog.StorageWaits(_logger, exception, _checkpoint.BatchId, _settings.StorageTimeout);
        }

        return true;
    }

    private void Works()
    {
        TimeSpan waited;
        lock (_gate)
        {
            if (!_wait.IsBlocked)
            {
                return;
            }

            waited = _wait.Waited;
            _wait.Works();
        }

        BatchLog.StorageIsBack(_logger, _checkpoint.BatchId, waited);
    }

    private bool TryBegin()
    {
        lock (_gate)
        {
            if (_committing.Count == 0)
            {
                (_pending, _committing) = (_committing, _pending);
            }

            _isRunning = _committing.Count > 0;
            return _isRunning;
        }
    }

    private long Append()
    {
        var handOuts = _checkpoint.HandOuts;
        var first = handOuts.Last + 1;
        var count = _committing.Count;
        var lines = 0;
        if (_entries.Length < count)
        {
            _entries = new JournalEntry[Math.Max(count, 2 * _entries.Length)];
        }

        for (var i = 0; i < count; i++)
        {
            if (!_committing[i].Replayed)
            {
                _entries[lines++] = EntryOf(_committing[i], first + i);
            }
            else if (handOuts.NotesReplays)
            {
                _entries[lines++] = JournalEntry.Again(_committing[i].ReplayedSequence, first + i);
            }
        }

        _checkpoint.Journal.Append(_entries.AsSpan(0, lines));
        handOuts.GiveOut(count);
        Array.Clear(_entries, 0, lines); // the results are the consumer's now
        Works();
        return first;
    }

    private static JournalEntry EntryOf(in ItemEnd<TItem, TResult> end, long handOut) => new(
        end.Id!, end.Status, end.Failure, end.Attempts, end.Generation, end.Fingerprint, end.Timings.Provider, end.Usage, end.CostUsd, end.Json, handOut)
    { Provider = end.Provider };

    private void HandOut(long first)
    {
        lock (_gate)
        {
            for (var i = 0; i < _committing.Count; i++)
            {
                _waiting -= _committing[i].Replayed ? 0 : 1;
                _checkpoint.Started?.End(_committing[i].Id!);
                _desk.HandOutNeedsLock(_committing[i], first + i);
            }

            _committing.Clear();
            _committed();
        }
    }

    private void Break(Exception exception)
    {
        lock (_gate)
        {
            _events.NoteStorageFaultNeedsLock(exception);
            IsBroken = true;
            foreach (var end in _committing.Concat(_pending))
            {
                LoseNeedsLock(end);
            }

            _committing.Clear();
            _pending.Clear();
        }
    }

    /// <summary>Keeps a paid outcome for the exception; the run counts the item as aborted.</summary>
    private void LoseNeedsLock(in ItemEnd<TItem, TResult> end)
    {
        _checkpoint.Started?.Lose(end.Id!);
        if (end.Attempts > 0 && !end.Replayed)
        {
            _unsaved.Add(new RecordedOutcome(0, end.Id!, end.Status, end.Failure, end.Attempts, end.Usage, end.CostUsd, end.Json) { Provider = end.Provider });
        }

        _desk.LoseNeedsLock(end);
    }
}
