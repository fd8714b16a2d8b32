namespace PersonaBatch;

/// <summary>One call that has its turn: what is heard of it goes to the quota.</summary>
internal sealed class QuotaCall
{
    /// <summary>A wait that nobody would sit out is no pause of the batches: those end with it when they meet it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan WaitWithoutHint = TimeSpan.FromSeconds(1);

    private readonly QuotaTurns _turns;
    private readonly Reservation _reservation;
    private readonly ProviderBoundary _boundary;
    private RateLimitReport? _limits;

    private QuotaCall(QuotaTurns turns, in Reservation reservation, CancellationToken cancellationToken)
    {
        _turns = turns;
        _reservation = reservation;
        _boundary = new ProviderBoundary(cancellationToken) { Watcher = Heard };
    }

    /// <summary>Gets or sets what was counted; <see langword="null"/> = nothing.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>Waits for a turn.</summary>
    /// <exception cref="ProviderException">The call can never go, or not today.</exception>
    public static async Task<QuotaCall> BeginAsync(QuotaTurns turns, TokenUsage estimate, CancellationToken cancellationToken) =>
        new(turns, await turns.WaitAsync(estimate, cancellationToken).ConfigureAwait(false), cancellationToken);

    /// <summary>What the current code sends from here on is this call.</summary>
    public void Send() => ProviderBoundary.Current = _boundary;

    /// <summary>Hears what the client threw: it may tell of the body, which nobody else has read.</summary>
    public void Threw(Exception exception)
    {
        var read = FailureClassifier.Read(exception);
        _limits = read.Limits;
        Heard(read.Failure);
    }

    /// <summary>Gives the turn back. Exactly once.</summary>
    public void End() => _turns.Settle(_reservation, Usage, _boundary.Limits ?? _limits);

    private void Heard(BatchFailure failure)
    {
        if (failure.Class == FailureClass.RateLimited && (failure.RetryAfter ?? WaitWithoutHint) is var wait && wait <= LongestWait)
        {
            _turns.CloseFor(wait);
        }
    }
}
