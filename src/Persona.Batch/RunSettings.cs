namespace PersonaBatch;

/// <summary>The options of one run, read once and resolved: what file, code and call say together.</summary>
internal sealed class RunSettings
{
    /// <summary>Waiting retries may fill this part of the admission window.</summary>
    private const double RetryShare = 0.5;

    private readonly TimeSpan _attemptTimeout;

    public RunSettings(BatchOptions options, BatchRunOptions run, CallPlan plan)
    {
        BatchId = run.BatchId ?? options.BatchId;
        Provider = options.Provider ?? plan.Provider;
        var model = options.Model ?? plan.Model;
        Price = model is null ? null : options.Prices.GetValueOrDefault(model);
        UserParts = Merge(options, run, plan, Provider, model);
        OnItemFailure = options.OnItemFailure;
        MaxFailureRate = options.MaxFailureRate;
        Duplicates = options.Duplicates;

        ChunkSize = options.Processing.ChunkSize;
        Checkpointed = options.Processing.Checkpoint is { Enabled: true, Durability: not CheckpointDurability.None };
        JournalRules = JournalRules.Of(options.Processing.Checkpoint);
        StorageTimeout = options.Processing.Checkpoint.StorageTimeout;
        TracksInFlight = options.Processing.Checkpoint.TrackInFlight;
        CheckpointDirectory = options.Processing.Checkpoint.Directory;
        Interval = options.Processing.Checkpoint.Interval;
        Mode = options.Processing.Mode;
        Concurrency = options.Concurrency;
        MaxWorkers = options.Concurrency.MaxWorkers ?? ConcurrencyOptions.DefaultMaxWorkers;

        var entry = Provider is null ? null : options.Providers.GetValueOrDefault(Provider);
        var preset = ProviderPreset.Of(Provider);
        Quota = QuotaKey.Of(entry?.Quota, Provider, model);
        Caps = QuotaLimits.Of(entry);
        Preset = (options.Concurrency.MaxWorkers is null ? preset.Limits : preset.Limits with { Concurrent = null }).Without(Caps);

        _attemptTimeout = options.Timeouts.Attempt;
        ItemTimeout = options.Timeouts.Item;
        BatchTimeout = options.Timeouts.Batch;
        Drain = options.Timeouts.Drain;
        Retry = new RetryPolicy(options.Retry, entry?.BackoffMultiplier ?? options.Retry.WrittenBackoffBase ?? preset.BackoffMultiplier ?? options.Retry.BackoffBase);

        Run = run;
        QueueCapacity = Math.Max(10, 2 * MaxWorkers / ChunkSize);
        Window = WindowFor(MaxWorkers);
        if (run.Ordered)
        {
            QueueCapacity = Math.Clamp((Window - (2 * MaxWorkers)) / ChunkSize, 1, QueueCapacity); // so that it can be full
        }

        MostWaiting = Math.Max(1, (int)(Window * RetryShare));
    }

    /// <summary>Gets the explicit name of the batch, if there is one.</summary>
    public string? BatchId { get; }

    public string? Provider { get; }

    public ModelPrice? Price { get; }

    /// <summary>Gets the fingerprint parts that say something of the prompt: the provider, the model, and what the user added.</summary>
    public IReadOnlyDictionary<string, string> UserParts { get; }

    public FailurePolicy OnItemFailure { get; }

    public double? MaxFailureRate { get; }

    public DuplicatePolicy Duplicates { get; }

    public int ChunkSize { get; }

    public bool Checkpointed { get; }

    public string CheckpointDirectory { get; }

    public int Interval { get; }

    public JournalRules JournalRules { get; }

    public bool TracksInFlight { get; }

    /// <summary>Gets how long a blocked checkpoint is waited for.</summary>
    public TimeSpan StorageTimeout { get; }

    public BatchMode Mode { get; }

    public ConcurrencyOptions Concurrency { get; }

    public int MaxWorkers { get; }

    /// <summary>Gets the quota that the calls draw on.</summary>
    public QuotaKey Quota { get; }

    /// <summary>Gets what the user allows on it.</summary>
    public QuotaLimits Caps { get; }

    /// <summary>Gets where it starts from, but what the user wrote; workers that the user wrote come before a preset's.</summary>
    public QuotaLimits Preset { get; }

    public TimeSpan? ItemTimeout { get; }

    public TimeSpan? BatchTimeout { get; }

    public TimeSpan Drain { get; }

    public RetryPolicy Retry { get; }

    public BatchRunOptions Run { get; }

    /// <summary>Gets how many chunks the queue holds.</summary>
    public int QueueCapacity { get; }

    /// <summary>Gets how many items may be between the source and the consumer.</summary>
    public int Window { get; }

    /// <summary>Gets how many items may wait for another attempt before no new one starts.</summary>
    public int MostWaiting { get; }

    /// <summary>How many items may be between the source and the consumer when so many calls are in flight.</summary>
    public int WindowFor(int maxWorkers) => Run.Ordered ? 8 * maxWorkers : Math.Max(8 * maxWorkers, (QueueCapacity * ChunkSize) + (2 * maxWorkers));

    /// <summary>The time of an item's next attempt: after a timeout it gets twice as long, up to a day.</summary>
    public TimeSpan AttemptTimeoutAfter(int timeouts)
    {
        if (timeouts == 0)
        {
            return _attemptTimeout; // nearly always
        }

        var doubled = _attemptTimeout * Math.Pow(2, Math.Min(timeouts, 16));
        return doubled < TimeSpan.FromDays(1) ? doubled : TimeSpan.FromDays(1);
    }

    private static Dictionary<string, string> Merge(BatchOptions options, BatchRunOptions run, CallPlan plan, string? provider, string? model)
    {
        var parts = new Dictionary<string, string>(plan.Fingerprint, StringComparer.Ordinal);
        foreach (var (name, value) in options.Fingerprint.Concat(run.Fingerprint))
        {
            parts[name] = value;
        }

        if (provider is not null)
        {
            parts.TryAdd("provider", provider);
        }

        if (model is not null)
        {
            parts.TryAdd("model", model);
        }

        return parts;
    }
}
