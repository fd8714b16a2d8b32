namespace PersonaBatch;

/// <summary>What went over the wire during one attempt. The engine sets a fresh one around each attempt;
/// <see cref="ProviderBoundaryHandler"/> fills it.</summary>
/// <param name="attempt">The attempt's own token: when it fires, the engine ended the call; any other cancellation is not ours.</param>
/// <remarks>Safe for concurrent use: an SDK may send from any thread.</remarks>
internal sealed class ProviderBoundary(CancellationToken attempt)
{
    private const string IdempotencyHeader = "Idempotency-Key";

    private static readonly AsyncLocal<ProviderBoundary?> Ambient = new();
    private static int _handlers;

    private int _physicalCalls;
    private RateLimitReport? _limits;
    private volatile bool _hasAnswer;

    /// <summary>Gets or sets the boundary of the attempt that the current code belongs to.</summary>
    public static ProviderBoundary? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Gets a value indicating whether the engine itself ended the attempt.</summary>
    public bool IsAttemptEnded => attempt.IsCancellationRequested;

    /// <summary>Gets how many HTTP calls the attempt made.</summary>
    public int PhysicalCalls => Volatile.Read(ref _physicalCalls);

    /// <summary>Gets a value indicating whether the last call began to get a good answer.</summary>
    public bool HasAnswer => _hasAnswer;

    /// <summary>Gets or sets what the last answer said of the limits; <see langword="null"/> = nothing.</summary>
    public RateLimitReport? Limits
    {
        get => Volatile.Read(ref _limits);
        set => Volatile.Write(ref _limits, value);
    }

    /// <summary>Gets or sets the key that the attempt's first call carries in its header; <see langword="null"/> = none.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>Gets what is told of each error answer of a call that is no batch's: it is only watched, and goes to its caller as it came.
    /// <see langword="null"/> = an attempt of a batch.</summary>
    public Action<BatchFailure>? Watcher { get; init; }

    /// <summary>Makes the boundary of one attempt; <see langword="null"/> when no handler lives in this process, so that nobody would fill it.</summary>
    public static ProviderBoundary? New(CancellationToken attempt) => Volatile.Read(ref _handlers) > 0 ? new ProviderBoundary(attempt) : null;

    /// <summary>Counts a handler that was made.</summary>
    public static void HandlerMade() => Interlocked.Increment(ref _handlers);

    /// <summary>Counts a handler that was disposed.</summary>
    public static void HandlerDisposed() => Interlocked.Decrement(ref _handlers);

    /// <summary>Counts a call that is about to be sent. A second one of the same attempt is another request and must not carry the key of the first.</summary>
    public void CountCall(HttpRequestMessage request)
    {
        _hasAnswer = false;
        if (Interlocked.Increment(ref _physicalCalls) == 1
            && IdempotencyKey is { } key
            && request.Method == HttpMethod.Post
            && request.Headers.NonValidated.Find(IdempotencyHeader) is null)
        {
            request.Headers.TryAddWithoutValidation(IdempotencyHeader, key);
        }
    }

    public void CountAnswer() => _hasAnswer = true;
}
