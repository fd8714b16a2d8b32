namespace PersonaBatch;

/// <summary>The table of failure classes: what each means for the item, for the others and for the run. Pure; safe for concurrent use.</summary>
internal sealed class RetryPolicy
{
    /// <summary>How often one item may be refused by each kind of limiter before it fails.</summary>
    public const int MostRefusals = 20;

    /// <summary>How often one item may be answered badly and asked again.</summary>
    public const int MostInvalidResponses = 2;

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CooldownWithoutHint = TimeSpan.FromSeconds(1);

    private readonly double _backoffBase;
    private readonly TimeSpan _maxHonoredRetryAfter;
    private readonly HashSet<RetryableError>? _listed;

    /// <param name="options">What is tried again, and how often.</param>
    /// <param name="backoffBase">The base of the exponential backoff for this provider.</param>
    public RetryPolicy(RetryOptions options, double backoffBase)
    {
        MaxAttempts = options.MaxAttempts;
        _backoffBase = backoffBase;
        _maxHonoredRetryAfter = options.MaxHonoredRetryAfter;
        _listed = options.RetryableErrors is { } listed ? [.. listed] : null;
    }

    public int MaxAttempts { get; }

    /// <summary>A wait nobody would want to sit out is an exhausted quota.</summary>
    public BatchFailure Clamp(BatchFailure failure) =>
        failure.Class.IsRefusal() && failure.RetryAfter > _maxHonoredRetryAfter
            ? failure with
            {
                Class = FailureClass.QuotaExhausted,
                Message = $"The provider asks to wait {failure.RetryAfter}, more than {nameof(RetryOptions)}.{nameof(RetryOptions.MaxHonoredRetryAfter)} "
                    + $"({_maxHonoredRetryAfter}) allows. It said: {failure.Message ?? "nothing"}",
            }
            : failure;

    /// <summary>Decides what happens after a failed call.</summary>
    /// <param name="failure">Why it failed, clamped.</param>
    /// <param name="tally">The item's calls in this run, this one counted.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public RetryDecision Decide(BatchFailure failure, in AttemptTally tally, double jitter)
    {
        if (failure.Class.EndsRun())
        {
            return RetryDecision.EndRun;
        }

        if (!MayGoAgain(failure.Class, tally))
        {
            return RetryDecision.Fail;
        }

        var hint = failure.RetryAfter > TimeSpan.Zero && failure.RetryAfter <= _maxHonoredRetryAfter ? failure.RetryAfter : null;
        var wait = hint * (1 + (0.2 * jitter)) ?? Backoff(tally.WaitsFor(failure.Class), jitter);
        var cooldown = failure.Class == FailureClass.RateLimited ? (hint ?? CooldownWithoutHint) * (1 + (0.05 * jitter)) : TimeSpan.Zero;
        return new RetryDecision(Reaction.Retry, wait, cooldown);
    }

    /// <summary>Exponential backoff with full jitter (Brooker, "Exponential Backoff and Jitter", 2015).</summary>
    /// <param name="n">Which wait it is, from 1.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    internal TimeSpan Backoff(int n, double jitter) =>
        TimeSpan.FromSeconds(Math.Min(LongestBackoff.TotalSeconds, Math.Pow(_backoffBase, n)) * jitter);

    private bool MayGoAgain(FailureClass failure, in AttemptTally tally) => IsRetryable(failure) && failure switch
    {
        FailureClass.RateLimited or FailureClass.ConcurrencyLimited => tally.RateRefusals < MostRefusals,
        FailureClass.Overloaded => tally.OverloadRefusals < MostRefusals,
        FailureClass.Local => tally.LocalRefusals < MostRefusals,
        FailureClass.InvalidResponse => tally.InvalidResponses <= MostInvalidResponses && tally.Attempts < MaxAttempts,
        _ => tally.Attempts < MaxAttempts,
    };

    private bool IsRetryable(FailureClass failure) => failure switch
    {
        FailureClass.RateLimited or FailureClass.ConcurrencyLimited => Listed(RetryableError.RateLimit),
        FailureClass.Timeout => Listed(RetryableError.Timeout),
        FailureClass.Overloaded or FailureClass.ServerError or FailureClass.Network => Listed(RetryableError.ServerError),
        FailureClass.InvalidResponse => Listed(RetryableError.InvalidResponse),
        FailureClass.Unknown => _listed?.Contains(RetryableError.Unknown) ?? false,
        FailureClass.Local => true,
        _ => false,
    };

    private bool Listed(RetryableError error) => _listed?.Contains(error) ?? true;
}
