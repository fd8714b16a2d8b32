namespace PersonaBatch;

/// <summary>What a model costs, in US dollars per million tokens. None may be negative.</summary>
public sealed class ModelPrice
{
    /// <summary>Gets or sets the price of a million input tokens.</summary>
    public decimal InputPerMillion { get; set; }

    /// <summary>Gets or sets the price of a million output tokens.</summary>
    public decimal OutputPerMillion { get; set; }

    /// <summary>Gets or sets the price of a million input tokens read from the provider's cache.</summary>
    /// <value>Default <see langword="null"/>: as <see cref="InputPerMillion"/>.</value>
    public decimal? CachedPerMillion { get; set; }

    /// <summary>Gets or sets the price of a million input tokens written to the provider's cache.</summary>
    /// <value>Default <see langword="null"/>: as <see cref="InputPerMillion"/>.</value>
    public decimal? CacheWritePerMillion { get; set; }

    internal decimal CostOf(TokenUsage usage)
    {
        var plain = usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens;
        return ((plain * InputPerMillion)
            + (usage.CachedInputTokens * (CachedPerMillion ?? InputPerMillion))
            + (usage.CacheWriteTokens * (CacheWritePerMillion ?? InputPerMillion))
            + (usage.OutputTokens * OutputPerMillion)) / 1_000_000m;
    }
}
