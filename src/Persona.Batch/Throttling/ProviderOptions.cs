namespace PersonaBatch;

/// <summary>What is known of one provider's limits. A value that is set here is a cap: nothing the provider says raises it.</summary>
/// <remarks>What is not set starts from the built-in preset of that provider (anthropic, openai, google, ollama), if there is one,
/// until the provider's own answers say better.</remarks>
public sealed class ProviderOptions
{
    internal const int Most = 1_000_000_000;

    /// <summary>Gets or sets the name of the quota that the calls draw on. Everything that names the same one in the same <see cref="ProviderQuotas"/> shares its limits.</summary>
    /// <value>Default <see langword="null"/>: one quota for each provider and model. 1 to 200 characters. Never a key or its hash.</value>
    public string? Quota { get; set; }

    /// <summary>Gets or sets how many calls may be in flight on the quota.</summary>
    /// <value>Default <see langword="null"/>: no cap. Range 1 to 10,000.</value>
    public int? MaxConcurrent { get; set; }

    /// <summary>Gets or sets how many calls a minute may be sent.</summary>
    /// <value>Default <see langword="null"/>: no cap. Range 1 to 1,000,000,000.</value>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Gets or sets how many tokens a minute may be sent: the input and the most output of each call.</summary>
    /// <value>Default <see langword="null"/>: no cap. Range 1 to 1,000,000,000.</value>
    public int? TokensPerMinute { get; set; }

    /// <summary>Gets or sets how many input tokens a minute may be sent.</summary>
    /// <value>Default <see langword="null"/>: no cap. Range 1 to 1,000,000,000.</value>
    public int? InputTokensPerMinute { get; set; }

    /// <summary>Gets or sets how many output tokens a minute may be asked for.</summary>
    /// <value>Default <see langword="null"/>: no cap. Range 1 to 1,000,000,000.</value>
    public int? OutputTokensPerMinute { get; set; }

    /// <summary>Gets or sets how many calls may be sent in any 24 hours of this process. The next one ends the run with <see cref="FailureClass.QuotaExhausted"/>, or goes to the next provider.</summary>
    /// <value>Default <see langword="null"/>: no cap. Range 1 to 1,000,000,000.</value>
    public int? RequestsPerDay { get; set; }

    /// <summary>Gets or sets the base of the exponential backoff for this provider, instead of <see cref="RetryOptions.BackoffBase"/>.</summary>
    /// <value>Default <see langword="null"/>. Range 1 to 100.</value>
    public double? BackoffMultiplier { get; set; }
}
