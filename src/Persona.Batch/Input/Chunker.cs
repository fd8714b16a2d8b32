namespace PersonaBatch;

/// <summary>Reads the source lazily, off the caller's thread, and cuts it into chunks. A chunk is never held back while the source makes us wait.</summary>
internal sealed class Chunker<TItem, TResult>(
    Lock gate,
    Admission<TItem, TResult> admission,
    AdmissionWindow window,
    BackpressureQueue<TItem> queue,
    Tally tally,
    IOutcomeTaker<TItem, TResult> taker,
    StopRules stopRules,
    IRunEvents events,
    Action wakeWorkers,
    TimeProvider timeProvider)
{
    private Chunk<TItem>? _chunk;

    /// <summary>Gets how many items were read.</summary>
    public long ItemsRead { get; private set; }

    /// <summary>Gets a value indicating whether the source said it has no more.</summary>
    public bool ReachedEnd { get; private set; }

    /// <summary>Reads until the source or the run ends. What the source throws comes out.</summary>
    /// <param name="source">The items.</param>
    /// <param name="stop">Fires when the run ends.</param>
    public async Task RunAsync(IAsyncEnumerable<TItem> source, CancellationToken stop)
    {
        try
        {
            var items = source.GetAsyncEnumerator(stop);
            await using (items.ConfigureAwait(false))
            {
                await ReadAsync(items, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The source obeyed.
        }
        finally
        {
            await FlushAsync().ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(IAsyncEnumerator<TItem> items, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !window.IsOpen)
        {
            if (window.IsFull)
            {
                await FlushAsync().ConfigureAwait(false);
                await window.WaitAsync().ConfigureAwait(false);
                continue;
            }

            var next = items.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await FlushAsync().ConfigureAwait(false);
            }

            if (!await next.ConfigureAwait(false))
            {
                ReachedEnd = true;
                return;
            }

            Admit(items.Current);
            if (_chunk is { } chunk && (chunk.IsFull || queue.IsEmpty))
            {
                await FlushAsync().ConfigureAwait(false);
            }
        }
    }

    private void Admit(TItem item)
    {
        var index = ItemsRead;
        if (item is null)
        {
            throw new InvalidOperationException($"The source gave null at index {index}; every item needs a value.");
        }

        var runs = admission.TryAdmit(item, index, timeProvider.GetTimestamp(), out var admitted, out var end);
        ItemsRead++;
        window.Admit();
        if (runs)
        {
            AddToChunk(admitted);
        }
        else
        {
            EndAtTheDoor(end);
        }
    }

    private void AddToChunk(in BatchItem<TItem> item)
    {
        if (_chunk is null)
        {
            lock (gate)
            {
                _chunk = queue.RentNeedsLock();
            }
        }

        _chunk.Add(item);
    }

    private void EndAtTheDoor(in ItemEnd<TItem, TResult> end)
    {
        RunEnding? ending;
        lock (gate)
        {
            if (!tally.TryAcceptNeedsLock(1))
            {
                return;
            }

            taker.TakeNeedsLock(end);
            ending = stopRules.Look(end.Status, end.Replayed, end.Id, end.Failure);
            if (ending is not null)
            {
                events.NoteEndingNeedsLock(ending);
            }
        }

        if (ending is not null)
        {
            events.RequestEnd(ending);
        }
    }

    private ValueTask FlushAsync()
    {
        if (_chunk is not { } chunk)
        {
            return ValueTask.CompletedTask;
        }

        _chunk = null;
        lock (gate)
        {
            if (!tally.TryAcceptNeedsLock(chunk.Count))
            {
                return ValueTask.CompletedTask; // the run ended without waiting for this source
            }
        }

        var write = queue.WriteAsync(chunk);
        if (!write.IsCompletedSuccessfully)
        {
            return WakeAfterAsync(write);
        }

        wakeWorkers();
        return ValueTask.CompletedTask;
    }

    private async ValueTask WakeAfterAsync(ValueTask write)
    {
        await write.ConfigureAwait(false);
        wakeWorkers();
    }
}
