namespace PersonaBatch;

/// <summary>One run from start to end: opens the checkpoint, lets the rooms work, ends them in order and sums up.</summary>
#pragma warning disable CA1001 // the drain timer is disposed at the end of the run
internal sealed class BatchEngine<TItem, TResult> : IBatchEngine, IRunEvents
    where TItem : notnull
#pragma warning restore CA1001
{
    private static readonly RunEnding Cancellation = new(BatchTermination.Cancelled, "the caller's token was cancelled");

    private readonly RunParts<TItem, TResult> _parts;
    private readonly RunSettings _settings;
    private readonly RunChannels<TItem, TResult> _channels;
    private readonly Func<BatchSummary, BatchSummary> _shape;
    private readonly CancellationToken _cancellationToken;
    private readonly Lock _gate;
    private readonly RunStanding _standing;
    private readonly RunLimits _limits;
    private readonly InputReading _reading;
    private readonly TaskCompletionSource<BatchSummary> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunRooms<TItem, TResult>? _rooms;
    private RunEnding? _sourceFault;
    private Exception? _storageFault;
    private ITimer? _drainTimer;
    private int _isStarted;

    /// <param name="parts">What the run is made from.</param>
    /// <param name="channels">What it shares with its consumer.</param>
    /// <param name="shape">Gives the summary the form in which it is returned and thrown.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public BatchEngine(
        RunParts<TItem, TResult> parts, RunChannels<TItem, TResult> channels, Func<BatchSummary, BatchSummary> shape, CancellationToken cancellationToken)
    {
        _parts = parts;
        _settings = parts.Settings;
        _channels = channels;
        _gate = channels.Gate;
        _shape = shape;
        _cancellationToken = cancellationToken;
        _standing = new RunStanding(parts.TimeProvider);
        _limits = new RunLimits(_gate, _settings, parts.Logger);
        _reading = new InputReading(parts.Logger);
    }

    public string BatchId => Volatile.Read(ref _rooms)?.BatchId ?? _settings.BatchId ?? _parts.Name;

    public TimeProvider TimeProvider => _parts.TimeProvider;

    public Task<BatchSummary> Ended => _ended.Task;

    public bool IsStarted => Volatile.Read(ref _isStarted) != 0;

    public BatchProgress Progress
    {
        get
        {
            lock (_gate)
            {
                return RunReport.ProgressNeedsLock(BatchId, _parts, _channels.Tally, _standing, _rooms?.Pool);
            }
        }
    }

    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _standing.Start();
            _ = Task.Run(RunToEndAsync, CancellationToken.None);
        }
    }

    public void Pause()
    {
        lock (_gate)
        {
            _standing.IsPaused = true;
            _rooms?.Pool.PauseNeedsLock();
        }
    }

    public void Resume()
    {
        lock (_gate)
        {
            _standing.IsPaused = false;
            _rooms?.Pool.ResumeNeedsLock();
        }

        Volatile.Read(ref _rooms)?.Pool.Sweep(); // item deadlines run again
    }

    public void Change(Action<BatchLimits> change) => _limits.Change(change, BatchId);

    public void RequestEnd(RunEnding ending)
    {
        RunRooms<TItem, TResult>? rooms;
        lock (_gate)
        {
            if (!_standing.TryEnd(ending))
            {
                return;
            }

            rooms = _rooms;
        }

        BatchLog.Ending(_parts.Logger, BatchId, ending.Termination, ending.Reason);
        if (rooms is not null)
        {
            EndRooms(rooms, cutCalls: ending.Termination == BatchTermination.Cancelled);
        }
    }

    public void NoteEndingNeedsLock(RunEnding ending) => _standing.Note(ending);

    public void NoteStorageFaultNeedsLock(Exception exception) => _storageFault ??= exception;

    public void StorageBlocked(Exception exception)
    {
        lock (_gate)
        {
            NoteStorageFaultNeedsLock(exception);
        }

        BatchLog.CheckpointBlocked(_parts.Logger, exception, BatchId);
        RequestEnd(new RunEnding(BatchTermination.FailedFast, $"the checkpoint cannot be written: {exception.Message}", exception));
    }

    /// <summary>Ends what the rooms do: nothing new starts; calls in flight are cut now or when their drain time is over.</summary>
    private void EndRooms(RunRooms<TItem, TResult> rooms, bool cutCalls)
    {
        rooms.Pool.Stop();
        rooms.LimitStorageWait(cutCalls ? TimeSpan.Zero : _settings.Drain);
        _channels.Window.Open();
        if (cutCalls)
        {
            rooms.Pool.CancelCalls();
        }
        else
        {
            lock (_gate)
            {
                _drainTimer ??= _standing.IsOver ? null : TimeProvider.CreateTimer(static pool => ((WorkerPool<TItem, TResult>)pool!).CancelCalls(), rooms.Pool, _settings.Drain, Timeout.InfiniteTimeSpan);
            }
        }

        _reading.End();
    }

    private async Task RunToEndAsync()
    {
        try
        {
            _ended.SetResult(await RunAsync().ConfigureAwait(false));
        }
#pragma warning disable CA1031 // whatever ended the run belongs to whoever awaits it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_gate)
            {
                _standing.Over();
            }

            _ended.SetException(exception);
            _ = _ended.Task.Exception; // observed: the handles throw it again
        }
    }

    private async Task<BatchSummary> RunAsync()
    {
        using var checkpoint = RunCheckpoint.Open(_parts);
        using var rooms = new RunRooms<TItem, TResult>(_parts, _channels, checkpoint, this);
        Enter(rooms);

        BatchSummary summary;
        var reporter = ProgressReporter.For(_settings.Run.Progress, () => Progress, TimeProvider, _parts.Logger);
        await using (reporter.ConfigureAwait(false))
        {
            using var deadline = NewDeadline();
            using var registration = _cancellationToken.UnsafeRegister(static engine => ((BatchEngine<TItem, TResult>)engine!).CallerCancelled(), this);
            await ReadInputAsync(rooms).ConfigureAwait(false);
            await _channels.Tally.Balanced.ConfigureAwait(false);
            await MarkDoneAsync(rooms).ConfigureAwait(false);
            summary = SumUp(rooms);
        }

        return RunConclusion.Of(_shape(summary), _storageFault is null ? null : rooms.Unsaved, _storageFault ?? _standing.Ending?.Error, _parts.Logger, _cancellationToken);
    }

    /// <summary>Lets the rooms begin, in the state that was asked for before there were any.</summary>
    private void Enter(RunRooms<TItem, TResult> rooms)
    {
        RunEnding? ending;
        lock (_gate)
        {
            _rooms = rooms;
            _limits.OpenNeedsLock(rooms.ChangeNeedsLock);
            if (_cancellationToken.IsCancellationRequested)
            {
                _standing.Note(Cancellation); // before the first call, not a moment after it
            }

            ending = _standing.Ending;
            if (_standing.IsPaused)
            {
                rooms.Pool.PauseNeedsLock();
            }
        }

        foreach (var provider in _settings.Providers.Where(static provider => provider.Preset != default))
        {
            var preset = provider.Preset;
            BatchLog.StartsFromPreset(_parts.Logger, provider.Name, preset.RequestsPerMinute, preset.TokensPerMinute, preset.Concurrent);
        }

        BatchLog.Started(_parts.Logger, rooms.BatchId, _settings.MaxWorkers, rooms.Checkpoint?.Known.Count ?? 0);
        if (ending is not null)
        {
            EndRooms(rooms, cutCalls: ending.Termination == BatchTermination.Cancelled);
        }
    }

    private ITimer? NewDeadline() => _settings.BatchTimeout is { } time
        ? TimeProvider.CreateTimer(static engine => ((BatchEngine<TItem, TResult>)engine!).DeadlineReached(), this, time, Timeout.InfiniteTimeSpan)
        : null;

    private void DeadlineReached() =>
        RequestEnd(new RunEnding(BatchTermination.DeadlineReached, $"the batch had {_settings.BatchTimeout} ({nameof(BatchOptions.Timeouts)}.{nameof(TimeoutOptions.Batch)})"));

    /// <summary>Leaves the thread of whoever cancelled at once: ending a run with thousands of calls takes time.</summary>
    private void CallerCancelled() => ThreadPool.UnsafeQueueUserWorkItem(
        static engine => engine.RequestEnd(Cancellation), this, preferLocal: false);

    private async Task ReadInputAsync(RunRooms<TItem, TResult> rooms)
    {
        var exception = await _reading.ReadAsync(rooms.Chunker, _parts).ConfigureAwait(false);
        if (exception is OperationCanceledException && _cancellationToken.IsCancellationRequested)
        {
            RequestEnd(Cancellation); // the source was given the same token and was faster
        }
        else if (exception is not null)
        {
            var items = rooms.Chunker.ItemsRead;
            BatchLog.SourceFailed(_parts.Logger, exception, rooms.BatchId, items);
            _sourceFault = new RunEnding(BatchTermination.FailedFast, $"the source failed after {items} items: {exception.Message}", exception);
        }

        lock (_gate)
        {
            _channels.Tally.InputReadNeedsLock();
        }
    }

    private async Task MarkDoneAsync(RunRooms<TItem, TResult> rooms)
    {
        BatchCounts counts;
        lock (_gate)
        {
            if (_sourceFault is not null)
            {
                _standing.Note(_sourceFault);
            }

            if (_standing.Ending is not null)
            {
                return;
            }

            counts = _channels.Tally.CountsNeedsLock;
        }

        try
        {
            await rooms.MarkDoneAsync(counts).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            StorageBlocked(exception);
        }
    }

    private BatchSummary SumUp(RunRooms<TItem, TResult> rooms)
    {
        lock (_gate)
        {
            _drainTimer?.Dispose();
            _standing.Over();
            return RunReport.SummaryNeedsLock(rooms, _channels.Tally, _standing);
        }
    }
}
