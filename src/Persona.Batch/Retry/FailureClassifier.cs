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
    private const int DeepestInner = 8;

    /// <summary>Sorts what a provider's code threw. Cancellation by the engine itself never comes here.</summary>
    /// <remarks>The outermost exception that means something decides: a timeout has a broken socket inside. Only our own exception
    /// counts at any depth, and what nothing says stays <see cref="FailureClass.Unknown"/>.</remarks>
    public static BatchFailure Classify(Exception exception) => Read(exception).Failure;

    /// <summary>Sorts it, and reads what an SDK's exception tells of the limits.</summary>
    public static HttpFailure Read(Exception exception) =>
        Known(exception) ?? Find(exception, DeepestInner) ?? Of(FailureClass.Unknown, Describe(exception));

    /// <summary>Sorts an HTTP status (RFC 9110, section 15; 529 is Anthropic's "overloaded", 498 Groq's).</summary>
    public static FailureClass OfStatus(int status) => status switch
    {
        401 or 403 => FailureClass.Unauthorized,
        402 => FailureClass.QuotaExhausted,
        408 => FailureClass.Timeout,
        409 or 425 => FailureClass.ServerError,
        413 => FailureClass.TooLarge,
        429 => FailureClass.RateLimited,
        498 or 503 or 529 => FailureClass.Overloaded,
        >= 400 and < 500 => FailureClass.InvalidRequest,
        >= 500 and < 600 => FailureClass.ServerError,
        _ => FailureClass.Unknown,
    };

    /// <summary>Finds our own exception inside others, but not inside a refusal of Polly's: a breaker shows the failure that opened it, an earlier call's.</summary>
    private static HttpFailure? Known(Exception exception)
    {
        Exception? current = exception;
        for (var depth = 0; depth <= DeepestInner && current is not null and not ExecutionRejectedException; depth++)
        {
            if (current is ProviderException known)
            {
                return new HttpFailure(known.Failure, null);
            }

            current = current.InnerException;
        }

        return null;
    }

    private static HttpFailure? Find(Exception exception, int depth) => exception switch
    {
        AggregateException several => OfSeveral(several, depth),
        HttpRequestException { StatusCode: { } status } => HttpFailure.OfError((int)status, ErrorBody.Read(exception.Message)),
        TimeoutRejectedException or TimeoutException => Of(FailureClass.Timeout, Words(exception)),
        OperationCanceledException => Of(FailureClass.Timeout, $"The call was given up by its own code: {Words(exception)}"),
        FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException or PathTooLongException => null,
        HttpRequestException or SocketException or IOException => Of(FailureClass.Network, Describe(exception)),
        BrokenCircuitException broken => new HttpFailure(new(FailureClass.Local, Words(exception)) { RetryAfter = broken.RetryAfter }, null),
        ExecutionRejectedException => Of(FailureClass.Local, Words(exception)),
        JsonException => Of(FailureClass.InvalidResponse, Words(exception)),
        _ when SdkException.TryRead(exception) is { } said => said,
        { InnerException: { } inner } when depth > 0 => Find(inner, depth - 1),
        _ => null,
    };

    /// <summary>An SDK that retries throws all its failures in their order, and the last is how things stand; elsewhere they must agree.</summary>
    private static HttpFailure? OfSeveral(AggregateException exception, int depth)
    {
        if (depth == 0 || exception.InnerExceptions is not [.., var last])
        {
            return null;
        }

        var read = Known(last) ?? Find(last, depth - 1);
        return exception.InnerExceptions.Count == 1
            || exception.Message.StartsWith("Retry failed after ", StringComparison.Ordinal)
            || exception.InnerExceptions.All(inner => (Known(inner) ?? Find(inner, depth - 1))?.Failure.Class == read?.Failure.Class)
                ? read
                : null;
    }

    private static HttpFailure Of(FailureClass failure, string words) => new(new(failure, words), null);

    private static string Describe(Exception exception) =>
        string.Create(CultureInfo.InvariantCulture, $"{exception.GetType().Name}: {Words(exception)}");

    private static string Words(Exception exception) => PlainWords.Shorten(KeyMask.Apply(exception.Message));
}
