using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>Saves outcomes, then hands them on: takes all that is there, writes and syncs once, and looks again.</summary>
/// <remarks>Runs on the pool only while something waits. A storage error ends the run; it never turns into success.</remarks>
internal sealed class CheckpointWriter<TItem, TResult>(
    Lock gate,
    Journal journal,
    HandOuts handOuts,
    OutcomeDesk<TItem, TResult> desk,
    int interval,
    Action committed,
    IRunEvents events) : IOutcomeTaker<TItem, TResult>, IThreadPoolWorkItem
{
    private readonly List<RecordedOutcome> _unsaved = [];
    private readonly List<JournalEntry> _entries = [];

    private List<ItemEnd<TItem, TResult>> _pending = [];
    private List<ItemEnd<TItem, TResult>> _committing = [];
    private int _waiting;
    private bool _isRunning;

    public bool IsBehind => _waiting >= interval;

    /// <summary>Gets a value indicating whether the journal failed; it is never trusted again.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Gets what was paid for and could not be saved. Complete once the run has ended.</summary>
    public IReadOnlyList<RecordedOutcome> Unsaved => _unsaved;

    public void TakeNeedsLock(in ItemEnd<TItem, TResult> end)
    {
        if (end.IsKept)
        {
            desk.PassNeedsLock(end);
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
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public void Execute()
    {
        while (TryBegin())
        {
            try
            {
                var first = Append();
                HandOut(first);
            }
#pragma warning disable CA1031 // whatever went wrong, nothing of this journal may be trusted any more, and no thread may die of it
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Break(exception);
                events.StorageBlocked(exception);
                return;
            }
        }
    }

    private bool TryBegin()
    {
        lock (gate)
        {
            (_pending, _committing) = (_committing, _pending);
            _isRunning = _committing.Count > 0;
            return _isRunning;
        }
    }

    private long Append()
    {
        var first = handOuts.Next(_committing.Count);
        _entries.Clear();
        for (var i = 0; i < _committing.Count; i++)
        {
            var end = _committing[i];
            if (!end.Replayed)
            {
                _entries.Add(new JournalEntry(
                    end.Id!, end.Status, end.Failure, end.Attempts, end.Generation, end.Fingerprint, end.Timings.Provider, end.Usage, end.CostUsd, end.Json, first + i));
            }
            else if (handOuts.NotesReplays)
            {
                _entries.Add(JournalEntry.Again(end.ReplayedSequence, first + i));
            }
        }

        journal.Append(CollectionsMarshal.AsSpan(_entries));
        return first;
    }

    private void HandOut(long first)
    {
        lock (gate)
        {
            for (var i = 0; i < _committing.Count; i++)
            {
                _waiting -= _committing[i].Replayed ? 0 : 1;
                desk.HandOutNeedsLock(_committing[i], first + i);
            }

            _committing.Clear();
            committed();
        }
    }

    private void Break(Exception exception)
    {
        lock (gate)
        {
            events.NoteStorageFaultNeedsLock(exception);
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
        if (end.Attempts > 0 && !end.Replayed)
        {
            _unsaved.Add(new RecordedOutcome(0, end.Id!, end.Status, end.Failure, end.Attempts, end.Usage, end.CostUsd, end.Json));
        }

        desk.LoseNeedsLock(end);
    }
}
