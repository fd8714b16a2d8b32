namespace PersonaBatch.Testing;

/// <summary>One call that a <see cref="SimulatedServer"/> received, whatever became of it. A copy of the moment.</summary>
/// <param name="Number">Its number in the order of arrival, from 1.</param>
/// <param name="Arrival">When it came, since the server's start.</param>
/// <param name="Path">The path it was sent to, such as <c>/v1/chat/completions</c>.</param>
public sealed record ReceivedCall(long Number, TimeSpan Arrival, string Path)
{
    /// <summary>Gets the wire it came on.</summary>
    public SimulatedWire Wire { get; init; }

    /// <summary>Gets the model; <see langword="null"/> until the body was read, and when it holds no prompt.</summary>
    public string? Model { get; init; }

    /// <summary>Gets what the prompt is known by; <see langword="null"/> like <see cref="Model"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the last user message, with <see cref="SimulatedServerOptions.KeepPrompts"/> only.</summary>
    public string? Prompt { get; init; }

    /// <summary>Gets the tokens of the prompt.</summary>
    public int InputTokens { get; init; }

    /// <summary>Gets the most output tokens it asked for; <see langword="null"/> when it named no bound.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Gets the tokens it costs of the limit, let in or not: input and the most output.</summary>
    public long ReservedTokens { get; init; }

    /// <summary>Gets the tokens of its answer, as far as its wire can tell them: OpenAI's and Gemini's know no cache writes, Ollama's no cache at all. Also of an answer that a fault spoilt; <see langword="null"/> when there was none.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Gets the status sent; <see langword="null"/> while it is open, and when it ended without.</summary>
    public int? Status { get; init; }

    /// <summary>Gets when it ended, since the server's start; <see langword="null"/> while it is open.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Gets the fault it met, drawn or scripted, such as <c>reset</c> or <c>500 Internal Server Error</c>.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets a value indicating whether it got a whole, good answer.</summary>
    public bool Answered { get; init; }

    /// <summary>Gets a value indicating whether the limits refused it: a 429, 503 or 529 that no fault made.</summary>
    public bool Rejected { get; init; }

    /// <summary>Gets a value indicating whether the caller went away before the answer.</summary>
    public bool ClientGone { get; init; }

    /// <summary>Gets the header <c>Idempotency-Key</c>, if any.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Gets the header <c>User-Agent</c>, if any.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Gets the time from arrival to end; <see langword="null"/> while it is open.</summary>
    public TimeSpan? Latency => End - Arrival;
}
