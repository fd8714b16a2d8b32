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
        { new JsonException("bad"), FailureClass.InvalidResponse },
        { new AggregateException(new TimeoutException()), FailureClass.Timeout },
        { new AggregateException(new TimeoutException(), new JsonException()), FailureClass.Unknown },
        { new InvalidOperationException("bug"), FailureClass.Unknown },
    };

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
}
