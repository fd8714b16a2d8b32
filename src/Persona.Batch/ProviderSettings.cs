namespace PersonaBatch;

/// <summary>The options of one provider of a run, resolved: what file, code and the provider's own plan say together.</summary>
internal sealed class ProviderSettings
{
    /// <param name="options">The options.</param>
    /// <param name="plan">What the provider says of its calls.</param>
    /// <param name="isFirst">Whether the options' own provider and model are meant.</param>
    public ProviderSettings(BatchOptions options, CallPlan plan, bool isFirst)
    {
        Name = plan.IsNamed ? plan.Provider : options.Provider ?? plan.Provider;
        Model = isFirst && !plan.HasOwnModel ? options.Model ?? plan.Model : plan.Model;
        Price = Model is null ? null : options.Prices.GetValueOrDefault(Model);

        var entry = Name is null ? null : options.Providers.GetValueOrDefault(Name);
        var preset = ProviderPreset.Of(Name);
        Quota = QuotaKey.Of(entry?.Quota, Name, Model);
        Caps = CapsOf(entry);
        Preset = (options.Concurrency.MaxWorkers is null ? preset.Limits : preset.Limits with { Concurrent = null }).Without(Caps);
        Retry = new RetryPolicy(options.Retry, entry?.BackoffMultiplier ?? options.Retry.WrittenBackoffBase ?? preset.BackoffMultiplier ?? options.Retry.BackoffBase);
    }

    public string? Name { get; }

    public string? Model { get; }

    public ModelPrice? Price { get; }

    /// <summary>Gets the quota that the calls draw on.</summary>
    public QuotaKey Quota { get; }

    /// <summary>Gets what the user allows on it.</summary>
    public QuotaLimits Caps { get; }

    /// <summary>Gets where it starts from, but what the user wrote; workers that the user wrote come before a preset's.</summary>
    public QuotaLimits Preset { get; }

    public RetryPolicy Retry { get; }

    private static QuotaLimits CapsOf(ProviderOptions? entry) => entry is null
        ? default
        : new QuotaLimits(
            entry.MaxConcurrent,
            entry.RequestsPerMinute,
            entry.TokensPerMinute,
            entry.InputTokensPerMinute,
            entry.OutputTokensPerMinute,
            entry.RequestsPerDay);
}
