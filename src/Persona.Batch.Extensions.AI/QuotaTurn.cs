namespace PersonaBatch;

/// <summary>One call that waits for its turn.</summary>
internal sealed class QuotaTurn(TokenUsage estimate) : TaskCompletionSource<Reservation>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public TokenUsage Estimate { get; } = estimate;
}
