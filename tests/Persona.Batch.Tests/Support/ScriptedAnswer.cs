namespace PersonaBatch.Tests.Support;

/// <summary>What a <see cref="ScriptedProvider"/> does with one call.</summary>
internal sealed record ScriptedAnswer
{
    public string Value { get; init; } = "answer";

    public BatchFailure? Failure { get; init; }

    public Exception? Exception { get; init; }

    public TimeSpan Latency { get; init; } = TimeSpan.FromSeconds(1);

    public TokenUsage? Usage { get; init; }

    public RateLimitReport? RateLimits { get; init; }

    /// <summary>Gets a value indicating whether the call pays no heed to its token.</summary>
    public bool IgnoresToken { get; init; }

    public static ScriptedAnswer Ok { get; } = new();

    public static implicit operator ScriptedAnswer(FailureClass failure) => new() { Failure = new BatchFailure(failure, "scripted") };
}
