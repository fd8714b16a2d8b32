using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace PersonaBatch.Tests.Retry;

public sealed class FailureClassifierTests
{
    public static TheoryData<Exception, FailureClass> Exceptions => new()
    {
        { new ProviderException(new(FailureClass.ContentFiltered)), FailureClass.ContentFiltered },
        { new HttpRequestException("gone"), FailureClass.Network },
        { new HttpRequestException("busy", inner: null, HttpStatusCode.ServiceUnavailable), FailureClass.Overloaded },
        { new SocketException((int)SocketError.ConnectionReset), FailureClass.Network },
        { new IOException("broken pipe"), FailureClass.Network },
        { new TimeoutException(), FailureClass.Timeout },
        { new TimeoutRejectedException(), FailureClass.Timeout },
        { new TaskCanceledException("HttpClient.Timeout"), FailureClass.Timeout },
        { new BrokenCircuitException(), FailureClass.Local },
        { new BrokenCircuitException("open", new ProviderException(new(FailureClass.ServerError))), FailureClass.Local },
        { new JsonException("bad"), FailureClass.InvalidResponse },
        { new AggregateException(new TimeoutException()), FailureClass.Timeout },
        { new AggregateException(new TimeoutException(), new JsonException()), FailureClass.Unknown },
        { new InvalidOperationException("bug"), FailureClass.Unknown },
        { new FileNotFoundException("prompt.txt"), FailureClass.Unknown },
        { new InvalidOperationException("wrapped", new ProviderException(new(FailureClass.QuotaExhausted))), FailureClass.QuotaExhausted },
        { new TaskCanceledException("wrapped", new ProviderException(new(FailureClass.QuotaExhausted))), FailureClass.QuotaExhausted },
        { new AggregateException(new TimeoutException(), new TaskCanceledException()), FailureClass.Timeout },
        { new AggregateException(new IOException(), new InvalidOperationException("bug")), FailureClass.Unknown },
        { new AggregateException(), FailureClass.Unknown },
        { new AggregateException("Retry failed after 2 tries. (a) (b)", new IOException(), new TimeoutException()), FailureClass.Timeout },
    };

    /// <summary>The exceptions of the official SDKs without a handler of ours, as recorded; their types are stood in for by their base.</summary>
    public static TheoryData<Exception, FailureClass> SdkExceptions => new()
    {
        { new SdkException("HTTP 429 (insufficient_quota: insufficient_quota)\n\nYou exceeded your current quota."), FailureClass.QuotaExhausted },
        { new SdkException("HTTP 429 (tokens: rate_limit_exceeded)\n\nRate limit reached. Please try again in 644ms."), FailureClass.RateLimited },
        { new SdkException("HTTP 401 (invalid_request_error: invalid_api_key)\n\nIncorrect API key provided."), FailureClass.Unauthorized },
        { new SdkException("HTTP 404 (invalid_request_error: model_not_found)\n\nThe model does not exist."), FailureClass.Configuration },
        { new SdkException("Service request failed.\nStatus: 500 (X)\n"), FailureClass.ServerError },
        { new SdkException("Status Code: TooManyRequests\n{\"error\":{\"type\":\"rate_limit_error\"}}"), FailureClass.RateLimited },
        { new SdkException("An error occurred while sending the request.", new HttpRequestException("An error occurred", new IOException("ended"))), FailureClass.Network },
        { new SdkException("I/O exception", new HttpRequestException("Connection refused", new SocketException((int)SocketError.ConnectionRefused))), FailureClass.Network },
        { new HttpRequestException("Error while copying content to a stream.", new IOException("The response ended prematurely.")), FailureClass.Network },
        { new TaskCanceledException("NetworkTimeout", new TaskCanceledException("canceled", new IOException("aborted"))), FailureClass.Timeout },
        { new AggregateException("Retry failed after 4 tries. (HTTP 429)", new SdkException("I/O"), new SdkException("Service request failed.\nStatus: 503 (X)\n")), FailureClass.Overloaded },
        { new SdkException("a mystery"), FailureClass.Unknown },
    };

    [Theory]
    [MemberData(nameof(SdkExceptions))]
    public void Classify_SdkException_HasItsClass(Exception exception, FailureClass expected) =>
        FailureClassifier.Classify(exception).Class.Should().Be(expected);

    [Fact]
    public void Classify_SdkException_KeepsWhatItsMessageSays() =>
        FailureClassifier.Classify(new SdkException("HTTP 429 (tokens: rate_limit_exceeded)\n\nPlease try again in 644ms.")).Should().Be(
            new BatchFailure(FailureClass.RateLimited, "Please try again in 644ms.")
            {
                Code = "rate_limit_exceeded",
                StatusCode = 429,
                RetryAfter = TimeSpan.FromMilliseconds(644),
            });

    [Fact]
    public void Classify_MessageWithAKey_KeyDoesNotSurvive() =>
        FailureClassifier.Classify(new InvalidOperationException("no access for sk-proj-12345678")).Message.Should().EndWith("no access for sk-***");

    [Fact]
    public void Classify_DeepChain_IsFollowedOnlySoFar()
    {
        Exception exception = new IOException("reset");
        for (var depth = 0; depth < 20; depth++)
        {
            exception = new InvalidOperationException("wrapped", exception);
        }

        FailureClassifier.Classify(exception).Class.Should().Be(FailureClass.Unknown);
    }

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Classify_KnownException_HasItsClass(Exception exception, FailureClass expected) =>
        FailureClassifier.Classify(exception).Class.Should().Be(expected);

    [Theory]
    [InlineData(400, FailureClass.InvalidRequest)]
    [InlineData(401, FailureClass.Unauthorized)]
    [InlineData(402, FailureClass.QuotaExhausted)]
    [InlineData(403, FailureClass.Unauthorized)]
    [InlineData(404, FailureClass.InvalidRequest)]
    [InlineData(408, FailureClass.Timeout)]
    [InlineData(409, FailureClass.ServerError)]
    [InlineData(413, FailureClass.TooLarge)]
    [InlineData(422, FailureClass.InvalidRequest)]
    [InlineData(425, FailureClass.ServerError)]
    [InlineData(429, FailureClass.RateLimited)]
    [InlineData(500, FailureClass.ServerError)]
    [InlineData(502, FailureClass.ServerError)]
    [InlineData(503, FailureClass.Overloaded)]
    [InlineData(504, FailureClass.ServerError)]
    [InlineData(529, FailureClass.Overloaded)]
    [InlineData(200, FailureClass.Unknown)]
    public void OfStatus_EachStatus_HasItsClass(int status, FailureClass expected) =>
        FailureClassifier.OfStatus(status).Should().Be(expected);

    [Fact]
    public void Classify_HttpStatus_KeepsTheStatus() =>
        FailureClassifier.Classify(new HttpRequestException("busy", inner: null, HttpStatusCode.BadGateway)).StatusCode.Should().Be(502);

    [Fact]
    public void Classify_UnknownException_NamesTypeAndMessage() =>
        FailureClassifier.Classify(new InvalidOperationException("the bug")).Message.Should().Be("InvalidOperationException: the bug");

    private sealed class SdkException(string message, Exception? inner = null) : Exception(message, inner);
}
