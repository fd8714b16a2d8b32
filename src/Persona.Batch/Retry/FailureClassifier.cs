using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace PersonaBatch;

/// <summary>The built-in table: which class an exception or a status belongs to. Pure.</summary>
internal static class FailureClassifier
{
    /// <summary>Sorts what a provider's code threw. Cancellation by the engine itself never comes here.</summary>
    public static BatchFailure Classify(Exception exception) => exception switch
    {
        ProviderException known => known.Failure,
        AggregateException { InnerExceptions: [var only] } => Classify(only),
        HttpRequestException { StatusCode: { } status } => new(OfStatus((int)status), exception.Message) { StatusCode = (int)status },
        HttpRequestException or SocketException or IOException => new(FailureClass.Network, Describe(exception)),
        TimeoutRejectedException or TimeoutException => new(FailureClass.Timeout, exception.Message),
        OperationCanceledException => new(FailureClass.Timeout, $"The call was given up by its own code: {exception.Message}"),
        BrokenCircuitException broken => new(FailureClass.Local, exception.Message) { RetryAfter = broken.RetryAfter },
        ExecutionRejectedException => new(FailureClass.Local, exception.Message),
        JsonException => new(FailureClass.InvalidResponse, exception.Message),
        _ => new(FailureClass.Unknown, Describe(exception)),
    };

    /// <summary>Sorts an HTTP status (RFC 9110, section 15; 529 is Anthropic's "overloaded").</summary>
    public static FailureClass OfStatus(int status) => status switch
    {
        401 or 403 => FailureClass.Unauthorized,
        402 => FailureClass.QuotaExhausted,
        408 => FailureClass.Timeout,
        409 or 425 => FailureClass.ServerError,
        413 => FailureClass.TooLarge,
        429 => FailureClass.RateLimited,
        503 or 529 => FailureClass.Overloaded,
        >= 400 and < 500 => FailureClass.InvalidRequest,
        >= 500 and < 600 => FailureClass.ServerError,
        _ => FailureClass.Unknown,
    };

    private static string Describe(Exception exception) =>
        string.Create(CultureInfo.InvariantCulture, $"{exception.GetType().Name}: {exception.Message}");
}
