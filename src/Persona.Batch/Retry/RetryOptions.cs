namespace PersonaBatch;

/// <summary>What is tried again, how often and how soon.</summary>
public sealed class RetryOptions
{
    /// <summary>Gets or sets how many attempts an item gets in one run, the first one included. Answers of a limiter (429, 503, 529) are not attempts.</summary>
    /// <value>Default 3. Range 1 to 100.</value>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Gets or sets the base of the exponential backoff: the n-th wait is a random part (full jitter) of <c>base ** n</c> seconds, at most 60.</summary>
    /// <value>Default 2.0, or the preset of the provider. Range 1 to 100. <see cref="ProviderOptions.BackoffMultiplier"/> comes first.</value>
    public double BackoffBase
    {
        get => WrittenBackoffBase ?? 2.0;
        set => WrittenBackoffBase = value;
    }

    /// <summary>Gets or sets the longest wait a provider may ask for; asked for more, the run ends with <see cref="FailureClass.QuotaExhausted"/>, or goes on with the next provider, instead of sleeping.</summary>
    /// <value>Default 5 minutes. Above zero, at most 24 hours.</value>
    public TimeSpan MaxHonoredRetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets exactly which errors are tried again.</summary>
    /// <value>Default <see langword="null"/>: rate limits, timeouts, server errors and, at most twice an item, invalid responses.</value>
    public List<RetryableError>? RetryableErrors { get; set; }

    /// <summary>Gets the base that was set; <see langword="null"/> = none was.</summary>
    internal double? WrittenBackoffBase { get; private set; }
}
