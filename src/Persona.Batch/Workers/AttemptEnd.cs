namespace PersonaBatch;

/// <summary>How one call ended, as data.</summary>
internal readonly struct AttemptEnd<TResult>
{
    public TResult? Value { get; init; }

    /// <summary>Gets the value as UTF-8 JSON; empty without a checkpoint.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Gets why there is no good value; <see langword="null"/> when there is.</summary>
    public BatchFailure? Failure { get; init; }

    /// <summary>Gets a value indicating whether the provider gave a whole answer, good or bad.</summary>
    public bool IsAnswered => Failure?.Class.IsCompleteAnswer() ?? true;

    /// <summary>Gets why the engine itself ended the call, if it did.</summary>
    public AbortCause Cause { get; init; }

    public TokenUsage? Usage { get; init; }

    /// <summary>Gets what the provider said of its limits, if it did.</summary>
    public RateLimitReport? RateLimits { get; init; }

    /// <summary>Gets a value indicating whether an SDK that sends HTTP threw.</summary>
    public bool IsOfSdk { get; init; }

    /// <summary>Gets a value indicating whether HTTP was sent and no handler of ours saw it.</summary>
    public bool IsUnseen { get; init; }

    /// <summary>Gets how many HTTP calls it took, as far as anybody looks.</summary>
    public int PhysicalCalls { get; init; }
}
