namespace PersonaBatch;

/// <summary>The options of one run, read once and resolved: what file, code and call say together.</summary>
internal sealed class RunSettings
{
    /// <summary>Waiting retries may fill this part of the admission window.</summary>
    private const double RetryShare = 0.5;

    public RunSettings(BatchOptions options, BatchRunOptions run)
    {
        BatchId = run.BatchId ?? options.BatchId;
        Provider = options.Provider;
        Price = options.Model is { } model ? options.Prices.GetValueOrDefault(model) : null;
        UserParts = Merge(options, run);
        OnItemFailure = options.OnItemFailure;
        MaxFailureRate = options.MaxFailureRate;
        Duplicates = options.Duplicates;

        ChunkSize = options.Processing.ChunkSize;
        Checkpointed = options.Processing.Checkpoint.Enabled;
        CheckpointDirectory = options.Processing.Checkpoint.Directory;
        Interval = options.Processing.Checkpoint.Interval;
        MaxWorkers = options.Concurrency.MaxWorkers ?? ConcurrencyOptions.DefaultMaxWorkers;

        AttemptTimeout = options.Timeouts.Attempt;
        ItemTimeout = options.Timeouts.Item;
        BatchTimeout = options.Timeouts.Batch;
        Drain = options.Timeouts.Drain;
        Retry = new RetryPolicy(options.Retry);

        Run = run;
        QueueCapacity = Math.Max(10, 2 * MaxWorkers / ChunkSize);
        Window = run.Ordered ? 8 * MaxWorkers : Math.Max(8 * MaxWorkers, (QueueCapacity * ChunkSize) + (2 * MaxWorkers));
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

    public int MaxWorkers { get; }

    public TimeSpan AttemptTimeout { get; }

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

    private static Dictionary<string, string> Merge(BatchOptions options, BatchRunOptions run)
    {
        var parts = new Dictionary<string, string>(options.Fingerprint, StringComparer.Ordinal);
        foreach (var (name, value) in run.Fingerprint)
        {
            parts[name] = value;
        }

        if (options.Provider is { } provider)
        {
            parts.TryAdd("provider", provider);
        }

        if (options.Model is { } model)
        {
            parts.TryAdd("model", model);
        }

        return parts;
    }
}
