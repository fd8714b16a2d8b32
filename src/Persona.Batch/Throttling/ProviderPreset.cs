namespace PersonaBatch;

/// <summary>Where a provider is started from while nothing better is known: not a cap, the provider's own answers replace it.</summary>
internal sealed record ProviderPreset(QuotaLimits Limits, double? BackoffMultiplier)
{
    /// <summary>A quota that nothing is known of.</summary>
    public static readonly ProviderPreset None = new(default, null);

    private static readonly ProviderPreset Anthropic = new(new(Concurrent: 5, RequestsPerMinute: 50), 2);
    private static readonly ProviderPreset OpenAI = new(new(Concurrent: 10, RequestsPerMinute: 50), 1.5);
    private static readonly ProviderPreset Ollama = new(new(Concurrent: 2, RequestsPerMinute: 1000), null);
    private static readonly ProviderPreset Google = new(new(RequestsPerMinute: 60, TokensPerMinute: 32_000), null);

    public static ProviderPreset Of(string? provider) => provider?.ToUpperInvariant() switch
    {
        "ANTHROPIC" => Anthropic,
        "OPENAI" => OpenAI,
        "OLLAMA" => Ollama,
        "GOOGLE" or "GEMINI" => Google,
        _ => None,
    };
}
