namespace PersonaBatch.Testing;

/// <summary>How a <see cref="SimulatedServer"/> behaves. Copied at the start and by <see cref="SimulatedServer.Change"/>.</summary>
/// <remarks>The five rates are shares of the calls that the limits let in; together at most 1. The rest is answered.</remarks>
public sealed class SimulatedServerOptions
{
    private const int MostPerMinute = 1_000_000_000;
    private const int MostCalls = 1_000_000;

    /// <summary>Gets or sets the port on 127.0.0.1. It cannot change while the server runs.</summary>
    /// <value>Default 0: a free one. Range 0 to 65,535.</value>
    public int Port { get; set; }

    /// <summary>Gets or sets the key that callers must show; others get a 401, at Gemini a 400. Ollama asks for none.</summary>
    /// <value>Default <see langword="null"/>: any key, or none.</value>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the models there are; calls for others get a 404.</summary>
    /// <value>Default empty: every model.</value>
    public List<string> Models { get; private set; } = [];

    /// <summary>Gets or sets the most tokens of a prompt; longer ones get a 400.</summary>
    /// <value>Default 128,000. Range 1 to 1,000,000,000, <see langword="null"/> = no bound.</value>
    public int? ContextTokens { get; set; } = 128_000;

    /// <summary>Gets or sets how many calls a minute are let in, for each model; others get a 429.</summary>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Gets or sets how many tokens a minute are let in, for each model; calls beyond get a 429.</summary>
    /// <remarks>A call costs its input tokens and the most output tokens it asks for, whatever the answer's length.</remarks>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? TokensPerMinute { get; set; }

    /// <summary>Gets or sets how many input tokens a minute are let in, for each model, as at Anthropic; calls beyond get a 429.</summary>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? InputTokensPerMinute { get; set; }

    /// <summary>Gets or sets how many output tokens a minute are let in, for each model, as at Anthropic; calls beyond get a 429. A call costs the most it asks for.</summary>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? OutputTokensPerMinute { get; set; }

    /// <summary>Gets or sets how many calls a second are let in, for each model, whatever is left of the minute; others get a 429.</summary>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? RequestsPerSecond { get; set; }

    /// <summary>Gets or sets how many tokens a second are let in, for each model, whatever is left of the minute; calls beyond get a 429. A call that costs more waits for a whole second's.</summary>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? TokensPerSecond { get; set; }

    /// <summary>Gets or sets how many calls a day are let in, for each model; others get a 429. Headers tell this limit then, not that of a minute.</summary>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? RequestsPerDay { get; set; }

    /// <summary>Gets or sets how the limits are counted.</summary>
    /// <value>Default <see cref="SimulatedLimitRule.Refilling"/>.</value>
    public SimulatedLimitRule LimitRule { get; set; }

    /// <summary>Gets or sets how much unused budget of the limits a minute is kept, as the time it takes to refill. It is there at the start. Without effect on <see cref="SimulatedLimitRule.FixedMinutes"/>.</summary>
    /// <value>Default 1 minute, as at OpenAI. Range 1 second (limits enforced per second) to 1 hour.</value>
    public TimeSpan Burst { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how many output tokens a call costs that names no bound. At Anthropic every call names one.</summary>
    /// <value>Default 16, as in recorded answers of OpenAI. Range 0 to 1,000,000,000.</value>
    public int DefaultMaxTokens { get; set; } = 16;

    /// <summary>Gets or sets whether answers tell the limits, what is left of them and when they are full again.</summary>
    /// <value>Default <see langword="true"/>, for OpenAI and Anthropic. Gemini and Ollama never do.</value>
    public bool RateLimitHeaders { get; set; } = true;

    /// <summary>Gets or sets whether the headers of a 429 say how long to wait.</summary>
    /// <value>Default <see langword="true"/>, for OpenAI and Anthropic. Gemini and Ollama never do.</value>
    public bool RetryAfterHeaders { get; set; } = true;

    /// <summary>Gets or sets whether the body of a 429 says how long to wait.</summary>
    /// <value>Default <see langword="true"/>, for OpenAI and Gemini. Anthropic and Ollama never do.</value>
    public bool RetryAfterMessages { get; set; } = true;

    /// <summary>Gets or sets how long every good answer says to wait, as one in six recorded answers of Anthropic did with full budgets.</summary>
    /// <value>Default <see langword="null"/>: none does. Range 0 to 365 days.</value>
    public TimeSpan? RetryAfterOnSuccess { get; set; }

    /// <summary>Gets or sets how many calls are worked on at once; others wait in line, first come first served. Ollama calls it <c>OLLAMA_NUM_PARALLEL</c>, and the line <c>OLLAMA_MAX_QUEUE</c> (512).</summary>
    /// <value>Default <see langword="null"/>: all. Range 1 to 1,000,000.</value>
    public int? Concurrency { get; set; }

    /// <summary>Gets or sets how many calls may wait in line; others get a 503, at Anthropic a 529. Without <see cref="Concurrency"/> nobody waits.</summary>
    /// <value>Default <see langword="null"/>: all. Range 0 to 1,000,000.</value>
    public int? QueueLimit { get; set; }

    /// <summary>Gets or sets the median time a call is worked on, whatever comes out.</summary>
    /// <value>Default 0. Range 0 to 1 day. In whole milliseconds: a fraction is cut off.</value>
    public TimeSpan Latency { get; set; }

    /// <summary>Gets or sets the spread of the latency: the standard deviation of its logarithm (a log-normal distribution).</summary>
    /// <value>Default 0: constant. Range 0 to 3; 0.5 is usual for a language model, with 1 in 100 calls above three times the median.</value>
    public double LatencySpread { get; set; }

    /// <summary>Gets or sets the share of calls that end with a 500.</summary>
    /// <value>Default 0. Range 0 to 1.</value>
    public double ErrorRate { get; set; }

    /// <summary>Gets or sets the share of calls that are never answered: they end when the caller goes away.</summary>
    /// <value>Default 0. Range 0 to 1.</value>
    public double HangRate { get; set; }

    /// <summary>Gets or sets the share of calls whose connection is reset.</summary>
    /// <value>Default 0. Range 0 to 1.</value>
    public double ResetRate { get; set; }

    /// <summary>Gets or sets the share of calls whose answer is complete and cannot be read.</summary>
    /// <value>Default 0. Range 0 to 1.</value>
    public double MalformedRate { get; set; }

    /// <summary>Gets or sets the share of calls whose connection ends in the middle of the answer.</summary>
    /// <value>Default 0. Range 0 to 1.</value>
    public double TruncatedRate { get; set; }

    /// <summary>Gets or sets the seed of every draw. A draw depends on it, on the prompt's key and on how often the prompt came, on nothing else.</summary>
    /// <value>Default 1. Any number.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Gets or sets how the tokens of a text are counted; a prompt's are those of its messages. Called from many threads at once.</summary>
    /// <value>Default <see langword="null"/>: UTF-8 bytes by four, rounded up.</value>
    public Func<string, int>? CountTokens { get; set; }

    /// <summary>Gets or sets what a prompt is known by in draws and journal. Called from many threads at once.</summary>
    /// <value>Default <see langword="null"/>: a hash of the roles and texts.</value>
    public Func<IReadOnlyList<SimulatedMessage>, string>? PromptKey { get; set; }

    /// <summary>Gets or sets whether the journal keeps the last user message of every call.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool KeepPrompts { get; set; }

    /// <summary>Copies the options, for a change.</summary>
    internal SimulatedServerOptions Copy()
    {
        var copy = (SimulatedServerOptions)MemberwiseClone();
        copy.Models = [.. Models];
        return copy;
    }

    /// <summary>Checks the values and copies them.</summary>
    internal SimulatedServerOptions Checked()
    {
        SimulationOptions.ThrowUnlessIn(nameof(Port), Port, 0, ushort.MaxValue);
        SimulationOptions.ThrowUnlessIn(nameof(ContextTokens), ContextTokens, 1, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(RequestsPerMinute), RequestsPerMinute, 1, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(TokensPerMinute), TokensPerMinute, 1, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(InputTokensPerMinute), InputTokensPerMinute, 1, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(OutputTokensPerMinute), OutputTokensPerMinute, 1, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(RequestsPerSecond), RequestsPerSecond, 1, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(TokensPerSecond), TokensPerSecond, 1, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(RequestsPerDay), RequestsPerDay, 1, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(LimitRule), (int)LimitRule, 0, (int)SimulatedLimitRule.FixedMinutes);
        SimulationOptions.ThrowUnlessIn(nameof(Burst), Burst, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        SimulationOptions.ThrowUnlessIn(nameof(DefaultMaxTokens), DefaultMaxTokens, 0, MostPerMinute);
        SimulationOptions.ThrowUnlessIn(nameof(RetryAfterOnSuccess), RetryAfterOnSuccess, TimeSpan.Zero, TimeSpan.FromDays(365));
        SimulationOptions.ThrowUnlessIn(nameof(Concurrency), Concurrency, 1, MostCalls);
        SimulationOptions.ThrowUnlessIn(nameof(QueueLimit), QueueLimit, 0, MostCalls);
        SimulationOptions.ThrowUnlessIn(nameof(Latency), Latency, TimeSpan.Zero, TimeSpan.FromDays(1));
        SimulationOptions.ThrowUnlessIn<double>(nameof(LatencySpread), LatencySpread, 0, 3);
        ThrowUnlessShares(
            (nameof(ErrorRate), ErrorRate),
            (nameof(HangRate), HangRate),
            (nameof(ResetRate), ResetRate),
            (nameof(MalformedRate), MalformedRate),
            (nameof(TruncatedRate), TruncatedRate));

        return Copy();
    }

    private static void ThrowUnlessShares(params (string Name, double Rate)[] shares)
    {
        foreach (var (name, rate) in shares)
        {
            SimulationOptions.ThrowUnlessIn<double>(name, rate, 0, 1);
        }

        // A sum of decimals, so that 0.7 + 0.2 + 0.1 is 1.
        SimulationOptions.ThrowUnlessIn<decimal>(string.Join(" + ", shares.Select(share => share.Name)), shares.Sum(share => (decimal)share.Rate), 0, 1);
    }
}
