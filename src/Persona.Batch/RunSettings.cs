namespace PersonaBatch;

/// <summary>The options of one run, read once and resolved: what file, code and call say together.</summary>
internal sealed class RunSettings
{
    /// <summary>Waiting retries may fill this part of the admission window.</summary>
    private const double RetryShare = 0.5;

    private readonly TimeSpan _attemptTimeout;

    /// <param name="options">What file and code say.</param>
    /// <param name="run">What the call says.</param>
    /// <param name="plans">What each provider says, in their order.</param>
    public RunSettings(BatchOptions options, BatchRunOptions run, params IReadOnlyList<CallPlan> plans)
    {
        BatchId = run.BatchId ?? options.BatchId;
        Providers = [.. plans.Select((plan, place) => new ProviderSettings(options, plan, isFirst: place == 0))];
        Failover = options.Failover;
        UserParts = FingerprintParts.Of(options.Fingerprint.Concat(run.Fingerprint), plans, Providers);
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

        _attemptTimeout = options.Timeouts.Attempt;
        ItemTimeout = options.Timeouts.Item;
        BatchTimeout = options.Timeouts.Batch;
        Drain = options.Timeouts.Drain;

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

    /// <summary>Gets the providers, in their order; one at least.</summary>
    public IReadOnlyList<ProviderSettings> Providers { get; }

    public ProviderSettings FirstProvider => Providers[0];

    public FailoverOptions Failover { get; }

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

    public TimeSpan? ItemTimeout { get; }

    public TimeSpan? BatchTimeout { get; }

    public TimeSpan Drain { get; }

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
}
