using System.Text.Json.Serialization.Metadata;

namespace PersonaBatch;

/// <summary>The rooms of one run, composed in the order an item passes them.</summary>
internal sealed class RunRooms<TItem, TResult> : IDisposable
    where TItem : notnull
{
    private readonly CheckpointWriter<TItem, TResult>? _writer;
    private readonly RunSettings _settings;
    private readonly AdmissionWindow _window;

    public RunRooms(RunParts<TItem, TResult> parts, RunChannels<TItem, TResult> channels, OpenCheckpoint? checkpoint, IRunEvents events)
    {
        var settings = parts.Settings;
        var hooks = parts.Hooks;
        var time = parts.TimeProvider;
        var gate = channels.Gate;
        _settings = settings;
        _window = channels.Window;
        Checkpoint = checkpoint;
        BatchId = checkpoint?.BatchId ?? settings.BatchId ?? $"{parts.Name}~{time.GetUtcNow():yyyyMMddHHmmssfff}";

        var json = checkpoint is null ? null : new ResultJson<TResult>(JsonMetadata.Of<TResult>(hooks.Json, "so its results cannot be saved"));
        var stopRules = new StopRules(settings.OnItemFailure, settings.MaxFailureRate);
        var desk = new OutcomeDesk<TItem, TResult>(channels.Tally, channels.Sink, channels.Window.Consumed, settings.FirstProvider.Name);
        if (checkpoint is not null)
        {
            _writer = new CheckpointWriter<TItem, TResult>(
                gate, checkpoint, desk, settings, () => Pool!.WakeNeedsLock(), events, time, parts.Logger);
        }

        IOutcomeTaker<TItem, TResult> taker = _writer is null ? desk : _writer;
        var queue = new BackpressureQueue<TItem>(settings.QueueCapacity, settings.ChunkSize);
        var callers = NewCallers(parts);
        var judge = new AttemptJudge<TItem, TResult>(hooks, json, settings.FirstProvider.Retry);
        var admission = NewAdmission(parts, channels.Sink, Array.Exists(callers, static caller => caller.NeedsCall), judge, json); // before the pool joins quotas: it may throw

        Pool = new WorkerPool<TItem, TResult>(new WorkerPoolParts<TItem, TResult>(
            gate,
            settings,
            queue,
            judge,
            checkpoint?.Started,
            taker,
            called => JoinProviders(parts, callers, queue, called),
            stopRules,
            events,
            time,
            parts.Logger,
            Seed(time)));
        Chunker = new Chunker<TItem, TResult>(
            gate, admission, channels.Window, queue, channels.Tally, taker, stopRules, events, Pool.Wake, time);
    }

    public string BatchId { get; }

    public OpenCheckpoint? Checkpoint { get; }

    public WorkerPool<TItem, TResult> Pool { get; }

    public Chunker<TItem, TResult> Chunker { get; }

    public IReadOnlyList<RecordedOutcome> Unsaved => _writer?.Unsaved ?? [];

    /// <summary>Obeys other limits from now on.</summary>
    public void ChangeNeedsLock(BatchLimits limits)
    {
        _window.Widen(_settings.WindowFor(limits.MaxWorkers));
        Pool.ChangeNeedsLock(limits);
    }

    /// <summary>Notes in the checkpoint that the batch is finished.</summary>
    public Task MarkDoneAsync(BatchCounts counts) => _writer?.MarkDoneAsync(counts) ?? Task.CompletedTask;

    /// <summary>The run is ending: a blocked checkpoint is waited for no longer than this.</summary>
    public void LimitStorageWait(TimeSpan most) => _writer?.LimitWait(most);

    public void Dispose()
    {
        Pool.Dispose();
        _writer?.Dispose();
        Checkpoint?.Dispose();
    }

    private static List<(string? Provider, IAnswerReader<TItem, TResult>? Reader)> ReadersOf(RunParts<TItem, TResult> parts) =>
        [.. parts.Providers.Select((given, place) => (parts.Settings.Providers[place].Name, given.Provider as IAnswerReader<TItem, TResult>))];

    /// <summary>Runs that start at different times draw different jitter; under a virtual clock two equal runs draw the same.</summary>
    private static ulong Seed(TimeProvider time) => (ulong)time.GetUtcNow().Ticks;

    private static IConcurrencyControl NewConcurrency(RunSettings settings, BackpressureQueue<TItem> queue) => settings.Mode switch
    {
        BatchMode.Fixed => new FixedConcurrency(settings.MaxWorkers),
        BatchMode.Backpressure => new BackpressureConcurrency(settings.Concurrency.MinWorkers, settings.MaxWorkers, () => queue.IsFull, () => queue.IsEmpty),
        _ => new AdaptiveConcurrency(settings.Concurrency),
    };

    /// <summary>Takes the run's seat at each provider's quota.</summary>
    private static ProviderOrder<TItem, TResult> JoinProviders(
        RunParts<TItem, TResult> parts, ProviderCaller<TItem, TResult>[] callers, BackpressureQueue<TItem> queue, Action called)
    {
        var settings = parts.Settings;
        var time = parts.TimeProvider;
        var providers = callers.Select((caller, place) =>
        {
            var provider = settings.Providers[place];
            var seat = parts.Quotas.Of(provider.Quota, time).Join(provider.Caps, provider.Preset, called);
            return new RunProvider<TItem, TResult>(place, provider, caller, new CallPermits(NewConcurrency(settings, queue), seat, time));
        });
        return new ProviderOrder<TItem, TResult>([.. providers], FailoverRules.Of(settings.Failover, time), settings.MaxWorkers, time);
    }

    private ProviderCaller<TItem, TResult>[] NewCallers(RunParts<TItem, TResult> parts)
    {
        var hooks = parts.Hooks;
        var batchKey = Checkpoint?.BatchId ?? parts.Settings.BatchId ?? Guid.NewGuid().ToString("N");
        var keysByIndex = Checkpoint is null && hooks.ItemId is null;
        return [.. parts.Providers.Select((given, place) => new ProviderCaller<TItem, TResult>(
            given.Provider, hooks.Pipeline, parts.Context, parts.Settings.Providers[place].Name ?? "", batchKey, keysByIndex))];
    }

    private Admission<TItem, TResult> NewAdmission(
        RunParts<TItem, TResult> parts,
        IOutcomeSink<TItem, TResult> sink,
        bool needsCall,
        AttemptJudge<TItem, TResult> judge,
        ResultJson<TResult>? json)
    {
        var hooks = parts.Hooks;
        var run = parts.Settings.Run;
        var idIsAskedFor = Checkpoint is not null || sink.WantsOutcomes || needsCall;
        var needsMetadata = idIsAskedFor && hooks.ItemId is null && !ItemIdentity<TItem>.IsPlain;
        var metadata = needsMetadata ? JsonMetadata.Of<TItem>(hooks.Json, "so its content gives no id; an ItemId selector would do, too") : null;
        if (metadata is { Kind: JsonTypeInfoKind.Object, Properties.Count: 0 })
        {
            throw new InvalidOperationException($"{typeof(TItem)} has no public members, so its content tells no item from another. Set {nameof(hooks.ItemId)}.");
        }

        return new Admission<TItem, TResult>(
            idIsAskedFor ? new ItemIdentity<TItem>(hooks.ItemId, metadata) : null,
            hooks.ItemFingerprint,
            new ItemEstimates<TItem>(hooks.EstimateTokens, parts.Providers.Select(static given => given.Provider as ICallPlanner<TItem>)),
            Checkpoint,
            json,
            json is null ? null : new KeptAnswers<TItem, TResult>(new AnswerReaders<TItem, TResult>(hooks.ReadAnswer, ReadersOf(parts)), judge, json),
            new ResumeRules(run.RetryFailed, run.RunAgain),
            run.AdmitNewItems,
            parts.Settings.Duplicates,
            parts.Logger);
    }
}
