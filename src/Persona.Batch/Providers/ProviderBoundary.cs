namespace PersonaBatch;

/// <summary>What went over the wire during one attempt. The engine sets a fresh one around each attempt; <see cref="ProviderBoundaryHandler"/> fills it.</summary>
/// <remarks>Safe for concurrent use: an SDK may send from any thread.</remarks>
internal sealed class ProviderBoundary(CancellationToken attemptToken)
{
    private static readonly AsyncLocal<ProviderBoundary?> Ambient = new();
    private static volatile bool _isUsed;

    private int _physicalCalls;
    private RateLimitReport? _limits;

    /// <summary>Gets or sets the boundary of the attempt that the current code belongs to.</summary>
    public static ProviderBoundary? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Gets the token that the engine fires when the attempt's time is up or the run ends.</summary>
    public CancellationToken AttemptToken => attemptToken;

    /// <summary>Gets how many HTTP calls the attempt made.</summary>
    public int PhysicalCalls => Volatile.Read(ref _physicalCalls);

    /// <summary>Gets or sets what the last answer said of the limits; <see langword="null"/> = nothing.</summary>
    public RateLimitReport? Limits
    {
        get => Volatile.Read(ref _limits);
        set => Volatile.Write(ref _limits, value);
    }

    /// <summary>Makes the boundary of one attempt; <see langword="null"/> when no handler was ever made in this process, so that nobody would fill it.</summary>
    public static ProviderBoundary? New(CancellationToken attemptToken) => _isUsed ? new ProviderBoundary(attemptToken) : null;

    /// <summary>Says that there is a handler from now on.</summary>
    public static void Use() => _isUsed = true;

    public void CountCall() => Interlocked.Increment(ref _physicalCalls);
}
