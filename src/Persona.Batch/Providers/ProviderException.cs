namespace PersonaBatch;

/// <summary>Thrown by a provider that knows why an attempt failed.</summary>
/// <param name="failure">Why.</param>
/// <param name="innerException">What caused it.</param>
public sealed class ProviderException(BatchFailure failure, Exception? innerException = null)
    : Exception((failure ?? throw new ArgumentNullException(nameof(failure))).Message ?? failure.Class.ToString(), innerException)
{
    /// <summary>Gets why the attempt failed.</summary>
    public BatchFailure Failure { get; } = failure;
}
