namespace PersonaBatch;

/// <summary>What <see cref="BatchRun.Change"/> can alter of a live run. Holds the limits as they are; what is set holds from the next call on.</summary>
public sealed class BatchLimits
{
    internal BatchLimits()
    {
    }

    /// <summary>Gets or sets the highest number of calls in flight.</summary>
    /// <value>Range 1 to 10,000. Below <see cref="ConcurrencyOptions.MinWorkers"/> it holds all the same. An adaptive limit rises to a higher one as answers allow.</value>
    public int MaxWorkers { get; set; }

    /// <summary>Gets or sets the most requests a minute.</summary>
    /// <value>Range 1 to 1,000,000,000; <see langword="null"/> = what the provider says. Of the runs that share a quota, the tightest holds. With several providers: of the first.</value>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Gets or sets the most tokens a minute, input and output together.</summary>
    /// <value>As <see cref="RequestsPerMinute"/>.</value>
    public int? TokensPerMinute { get; set; }

    /// <summary>Gets a value indicating whether the user set the workers of the live run: they come before a preset's.</summary>
    internal bool HasOwnWorkers { get; private init; }

    internal static BatchLimits Of(RunSettings settings) => new()
    {
        MaxWorkers = settings.MaxWorkers,
        RequestsPerMinute = settings.FirstProvider.Caps.RequestsPerMinute,
        TokensPerMinute = settings.FirstProvider.Caps.TokensPerMinute,
    };

    internal BatchLimits Copy() => (BatchLimits)MemberwiseClone();

    /// <summary>These limits with what somebody altered in a copy; what somebody else altered meanwhile stays.</summary>
    internal BatchLimits With(BatchLimits before, BatchLimits after) => new()
    {
        MaxWorkers = after.MaxWorkers == before.MaxWorkers ? MaxWorkers : after.MaxWorkers,
        HasOwnWorkers = HasOwnWorkers || after.MaxWorkers != before.MaxWorkers,
        RequestsPerMinute = after.RequestsPerMinute == before.RequestsPerMinute ? RequestsPerMinute : after.RequestsPerMinute,
        TokensPerMinute = after.TokensPerMinute == before.TokensPerMinute ? TokensPerMinute : after.TokensPerMinute,
    };

    internal void ThrowIfInvalid(string parameter)
    {
        var faults = new OptionFaults();
        faults.Range(nameof(MaxWorkers), MaxWorkers, 1, ConcurrencyOptions.MostWorkers);
        faults.Range(nameof(RequestsPerMinute), RequestsPerMinute, 1, ProviderOptions.Most);
        faults.Range(nameof(TokensPerMinute), TokensPerMinute, 1, ProviderOptions.Most);
        if (faults.All.Count > 0)
        {
            throw new ArgumentException($"Nothing was changed: {string.Join("; ", faults.All)}", parameter);
        }
    }
}
