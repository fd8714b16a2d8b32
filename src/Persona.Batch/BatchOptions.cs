namespace PersonaBatch;

/// <summary>What a file can say about a batch. Sections are get-only, so <c>new() { Retry = { MaxAttempts = 5 } }</c> works.</summary>
/// <remarks>Checked when the processor is made and read once when a run starts. All faults are reported at once, in an <c>OptionsValidationException</c>.</remarks>
public sealed class BatchOptions
{
    /// <summary>Gets or sets the name of this paid work; see <see cref="BatchRunOptions.BatchId"/>, which comes first.</summary>
    /// <value>Default <see langword="null"/>. 1 to 200 characters, none of them a control character.</value>
    public string? BatchId { get; set; }

    /// <summary>Gets or sets the provider's name: part of the fingerprint, the key into <see cref="Providers"/> and the built-in presets, and what outcomes say who answered.</summary>
    /// <value>Default <see langword="null"/>. A <see cref="NamedProvider{TItem, TResult}"/> brings its own.</value>
    public string? Provider { get; set; }

    /// <summary>Gets or sets the model's name: part of the fingerprint, and the key into <see cref="Prices"/>.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? Model { get; set; }

    /// <summary>Gets or sets what a failed item means for the others.</summary>
    /// <value>Default <see cref="FailurePolicy.Continue"/>.</value>
    public FailurePolicy OnItemFailure { get; set; }

    /// <summary>Gets or sets the share of failed items, among the last 100, at which the run ends; never before 50 have failed.</summary>
    /// <value>Default 0.5. Above 0, at most 1; <see langword="null"/> never ends a run for it.</value>
    public double? MaxFailureRate { get; set; } = 0.5;

    /// <summary>Gets or sets what happens to an id, as <c>ItemId</c> gave it, that was in the input before. Needs a checkpoint.</summary>
    /// <value>Default <see cref="DuplicatePolicy.Fail"/>. Without <c>ItemId</c> equal items are different items and all of them run.</value>
    public DuplicatePolicy Duplicates { get; set; }

    /// <summary>Gets named parts that guard a batch, such as a prompt version: a resume with other values is refused.</summary>
    public Dictionary<string, string> Fingerprint { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the prices by model, whatever the case.</summary>
    public Dictionary<string, ModelPrice> Prices { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets what is known of providers, by name, whatever the case. <see cref="Provider"/> picks the one that is used; the others may stay.</summary>
    public Dictionary<string, ProviderOptions> Providers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets how items are read and saved.</summary>
    public ProcessingOptions Processing { get; } = new();

    /// <summary>Gets how many calls may be in flight.</summary>
    public ConcurrencyOptions Concurrency { get; } = new();

    /// <summary>Gets what is tried again, and how often.</summary>
    public RetryOptions Retry { get; } = new();

    /// <summary>Gets when items go to the next of several providers.</summary>
    public FailoverOptions Failover { get; } = new();

    /// <summary>Gets how long things may take.</summary>
    public TimeoutOptions Timeouts { get; } = new();

    /// <summary>Gets or sets what a configuration said, and where; <see langword="null"/> when none was bound.</summary>
    internal WrittenOptions? Written { get; set; }
}
