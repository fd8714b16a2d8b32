using System.Net.Sockets;

namespace PersonaBatch;

/// <summary>What <see cref="ProviderBoundaryHandler"/> makes of a call that got no answer, or only the start of one.</summary>
internal static class BoundaryFault
{
    private const string GivenUp = "Given up before the batch's own time was up: by HttpClient.Timeout, the SDK's timeout or the provider's code.";

    /// <summary>Says whether an exception is to be replaced. It passes as it is when the engine ended the attempt, and knows why, or when
    /// it has nothing to do with the network.</summary>
    /// <remarks>The engine's token fires before any token linked to it: an attempt it ended is never taken for somebody else's timeout.</remarks>
    public static bool IsForeign(Exception exception, ProviderBoundary boundary) =>
        !boundary.IsAttemptEnded && (exception is OperationCanceledException || IsOfTransport(exception));

    /// <summary>Makes the exception to throw instead.</summary>
    /// <param name="exception">What sending or reading threw.</param>
    /// <param name="cancellationToken">The token of the HTTP call: whatever the SDK and the client linked together.</param>
    public static ProviderException Replace(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException || cancellationToken.IsCancellationRequested
            ? new ProviderException(new(FailureClass.Timeout, $"{GivenUp} {exception.Message}"), exception)
            : new ProviderException(FailureClassifier.Classify(exception), exception);

    private static bool IsOfTransport(Exception exception) => exception is HttpRequestException or IOException or SocketException;
}
