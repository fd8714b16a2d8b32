using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

public sealed class ProviderBoundaryHandlerTests : IDisposable
{
    private const string RateLimited = """{"error":{"message":"Rate limit reached. Please try again in 20s.","type":"requests","code":"rate_limit_exceeded"}}""";

    private readonly CancellationTokenSource _attempt = new();
    private readonly CancellationTokenSource _sdk = new();

    public static TheoryData<Exception> TransportFaults => [new HttpRequestException("refused"), new IOException("reset"), new SocketException((int)SocketError.HostDown)];

    public void Dispose()
    {
        _attempt.Dispose();
        _sdk.Dispose();
    }

    [Fact]
    public void Constructor_MakesTheEngineSetBoundaries()
    {
        using var sut = new ProviderBoundaryHandler();

        ProviderBoundary.New(CancellationToken.None).Should().NotBeNull();
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task SendAsync_OutsideACall_PassesTheSameAnswerThrough(HttpStatusCode status)
    {
        using var answer = Answer(status, RateLimited);
        var content = answer.Content;

        var passed = await SendAsync(_ => answer);

        passed.Should().BeSameAs(answer);
        passed.Content.Should().BeSameAs(content);
    }

    [Fact]
    public async Task SendAsync_OutsideACall_PassesExceptionsThrough()
    {
        var sending = () => SendAsync(_ => throw new HttpRequestException("refused"));

        await sending.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task SendAsync_Success_NotesLimitsAndKeepsTheBody()
    {
        var boundary = Enter();
        using var answer = Answer(HttpStatusCode.OK, "hello", ("x-ratelimit-limit-requests", "500"), ("retry-after", "30"));

        using var passed = await SendAsync(_ => answer);

        boundary.Should().BeEquivalentTo(new { PhysicalCalls = 1, Limits = new RateLimitReport(RequestLimit: 500) });
        passed.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        passed.Content.Headers.ContentLength.Should().Be(5);
        (await passed.Content.ReadAsStringAsync()).Should().Be("hello");
    }

    [Fact]
    public async Task SendAsync_SilentSuccess_KeepsWhatWasSaidBefore()
    {
        var boundary = Enter();
        boundary.Limits = new RateLimitReport(RequestLimit: 7);

        using var passed = await SendAsync(static _ => Answer(HttpStatusCode.OK, "hello"));

        boundary.Limits.RequestLimit.Should().Be(7);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.NotModified)]
    public async Task SendAsync_Redirect_PassesAsItIs(HttpStatusCode status)
    {
        Enter();
        using var answer = Answer(status, "elsewhere");
        var content = answer.Content;

        var passed = await SendAsync(_ => answer);

        passed.Content.Should().BeSameAs(content);
    }

    [Fact]
    public async Task SendAsync_Error_ThrowsTheWholeFailureAndNotesLimits()
    {
        var boundary = Enter();

        var failure = await FailAsync(static _ => Answer(
            HttpStatusCode.TooManyRequests, RateLimited, ("retry-after", "7"), ("x-ratelimit-limit-requests", "500"), ("x-ratelimit-remaining-requests", "0")));

        failure.Should().Be(new BatchFailure(FailureClass.RateLimited, "Rate limit reached. Please try again in 20s.")
        {
            RetryAfter = TimeSpan.FromSeconds(7),
            Code = "rate_limit_exceeded",
            StatusCode = 429,
            ResponseText = RateLimited,
        });
        boundary.Should().BeEquivalentTo(new { PhysicalCalls = 1, Limits = new RateLimitReport(RequestLimit: 500, RequestsRemaining: 0) });
    }

    [Fact]
    public async Task SendAsync_Error_DisposesTheAnswer()
    {
        Enter();
        using var answer = Answer(HttpStatusCode.InternalServerError, "oops");

        await FailAsync(_ => answer);

        await answer.Content.Invoking(content => content.ReadAsStreamAsync()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task SendAsync_EndlessErrorBody_ReadsOnlyItsStart()
    {
        Enter();
        await using var endless = new EndlessStream();

        var failure = await FailAsync(_ => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StreamContent(endless) });

        failure.Class.Should().Be(FailureClass.ServerError);
        endless.Given.Should().Be(64 * 1024);
    }

    [Fact]
    public async Task SendAsync_ErrorBodyNobodyDecompressed_SaysNothing()
    {
        Enter();

        var failure = await FailAsync(static _ =>
        {
            var answer = Answer(HttpStatusCode.BadGateway, "\u001f\u008b");
            answer.Content.Headers.ContentEncoding.Add("gzip");
            return answer;
        });

        failure.ResponseText.Should().BeNull();
    }

    [Fact]
    public async Task SendAsync_ErrorRepeatsTheKeyOfTheCall_KeyDoesNotSurvive()
    {
        Enter();
        const string Key = "opensesame";
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://provider.test/v1");
        request.Headers.Authorization = new("Bearer", Key);
        request.Headers.Add("api-key", "simsalabim");

        var failure = await FailAsync(static _ => Answer(HttpStatusCode.Unauthorized, """{"error":{"message":"No opensesame, no simsalabim.","code":"opensesame"}}"""), request);

        failure.Message.Should().Be("No ***, no ***.");
        $"{failure.Code}{failure.ResponseText}".Should().NotContain(Key).And.NotContain("simsalabim");
    }

    [Theory]
    [MemberData(nameof(TransportFaults))]
    public async Task SendAsync_TransportFails_IsNetwork(Exception fault)
    {
        var boundary = Enter();

        var thrown = await ThrowAsync(_ => throw fault);

        thrown.Failure.Class.Should().Be(FailureClass.Network);
        thrown.InnerException.Should().BeSameAs(fault);
        boundary.PhysicalCalls.Should().Be(1);
    }

    [Fact]
    public async Task SendAsync_OtherException_PassesThrough()
    {
        Enter();

        var sending = () => SendAsync(static _ => throw new InvalidOperationException("a bug"));

        await sending.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task SendAsync_SdkGivesUp_IsTimeout()
    {
        Enter();

        var thrown = await ThrowAsync(WaitAsync, () => _sdk.CancelAsync());

        thrown.Failure.Class.Should().Be(FailureClass.Timeout);
        thrown.InnerException.Should().BeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task SendAsync_SocketDiesOfTheSdksTimeout_IsTimeout()
    {
        Enter();
        await _sdk.CancelAsync();

        var failure = await FailAsync(static _ => throw new HttpRequestException("Error while copying content to a stream."));

        failure.Class.Should().Be(FailureClass.Timeout);
    }

    [Fact]
    public async Task SendAsync_EngineEndsTheAttempt_PassesItsOwnCancellation()
    {
        Enter();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_attempt.Token, _sdk.Token);

        var sending = SendAsync(new StubHandler(WaitAsync), linked.Token);
        await _attempt.CancelAsync();

        var thrown = await sending.Awaiting(static task => task).Should().ThrowAsync<OperationCanceledException>();
        thrown.Which.CancellationToken.Should().Be(linked.Token);
    }

    [Fact]
    public async Task SendAsync_EngineEndsTheAttemptAndTheSocketBreaks_PassesTheException()
    {
        Enter();
        await _attempt.CancelAsync();

        var sending = () => SendAsync(static _ => throw new IOException("aborted"));

        await sending.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task SendAsync_EngineEndsTheAttemptInsideAnErrorBody_IsCancelled()
    {
        Enter();
        await using var broken = new BreakingStream(() => _attempt.Cancel(), new OperationCanceledException());

        var sending = () => SendAsync(_ => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StreamContent(broken) });

        await sending.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task SendAsync_SdkGivesUpInsideAnErrorBody_KeepsTheStatus()
    {
        Enter();
        await using var broken = new BreakingStream(() => _sdk.Cancel(), new OperationCanceledException());

        var failure = await FailAsync(_ => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StreamContent(broken) });

        failure.Class.Should().Be(FailureClass.RateLimited);
    }

    [Fact]
    public async Task SendAsync_ClientTimeout_IsTimeout()
    {
        Enter();
        using var handler = new ProviderBoundaryHandler { InnerHandler = new StubHandler(WaitAsync) };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(1) };

        var thrown = await http.Awaiting(client => client.GetAsync(new Uri("http://provider.test"))).Should().ThrowAsync<ProviderException>();

        thrown.Which.Failure.Class.Should().Be(FailureClass.Timeout);
    }

    [Fact]
    public async Task SendAsync_HiddenRetries_AreCounted()
    {
        var boundary = Enter();

        for (var call = 0; call < 3; call++)
        {
            await FailAsync(static _ => Answer(HttpStatusCode.ServiceUnavailable, "busy"));
        }

        boundary.PhysicalCalls.Should().Be(3);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, null)]
    [InlineData(HttpStatusCode.ServiceUnavailable, FailureClass.Overloaded)]
    public void Send_Synchronously_DoesTheSame(HttpStatusCode status, FailureClass? expected)
    {
        var boundary = Enter();
        using var sut = new HttpMessageInvoker(new ProviderBoundaryHandler { InnerHandler = new StubHandler(_ => Answer(status, "text", ("x-ratelimit-limit-tokens", "9"))) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://provider.test");

        var thrown = Record.Exception(() => ReadSynchronously(sut.Send(request, CancellationToken.None)).Should().Be("text"));

        ((thrown as ProviderException)?.Failure.Class).Should().Be(expected);
        boundary.Should().BeEquivalentTo(new { PhysicalCalls = 1, Limits = new RateLimitReport(TokenLimit: 9) });
    }

    [Fact]
    public void Send_TransportFails_IsNetwork()
    {
        Enter();
        using var sut = new HttpMessageInvoker(new ProviderBoundaryHandler { InnerHandler = new StubHandler(static _ => throw new IOException("reset")) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://provider.test");

        sut.Invoking(invoker => invoker.Send(request, CancellationToken.None)).Should().Throw<ProviderException>().Which.Failure.Class.Should().Be(FailureClass.Network);
    }

    [Fact]
    public async Task SendAsync_FiveHundredAtOnce_MixNothing()
    {
        const int Calls = 500;
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var sut = new HttpMessageInvoker(new ProviderBoundaryHandler
        {
            InnerHandler = new StubHandler(async (request, _) =>
            {
                if (Interlocked.Increment(ref arrived) == Calls)
                {
                    all.SetResult();
                }

                await all.Task;
                var number = request.RequestUri!.Query[1..];
                return Answer(int.Parse(number, CultureInfo.InvariantCulture) % 2 == 0 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, number, ("x-ratelimit-limit-requests", number));
            }),
        });

        var seen = await Task.WhenAll(Enumerable.Range(1, Calls).Select(number => Task.Run(() => CallAsync(sut, number))));

        seen.Should().Equal(Enumerable.Range(1, Calls).Select(static number => (1, (int?)number, number.ToString(CultureInfo.InvariantCulture))));
    }

    private static async Task<(int Calls, int? Limit, string Text)> CallAsync(HttpMessageInvoker sut, int number)
    {
        var boundary = new ProviderBoundary(CancellationToken.None);
        ProviderBoundary.Current = boundary;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://provider.test/?{number}");
        try
        {
            using var answer = await sut.SendAsync(request, CancellationToken.None);
            return (boundary.PhysicalCalls, boundary.Limits?.RequestLimit, await answer.Content.ReadAsStringAsync());
        }
        catch (ProviderException exception)
        {
            return (boundary.PhysicalCalls, boundary.Limits?.RequestLimit, exception.Failure.ResponseText!);
        }
    }

    private static string ReadSynchronously(HttpResponseMessage answer)
    {
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return reader.ReadToEnd();
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, params IEnumerable<(string Name, string Value)> headers)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }

    private static async Task<HttpResponseMessage> WaitAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("Nobody cancelled.");
    }

    private ProviderBoundary Enter() => ProviderBoundary.Current = new ProviderBoundary(_attempt.Token);

    private Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage, HttpResponseMessage> answer) => SendAsync(new StubHandler(answer), _sdk.Token);

    private static async Task<HttpResponseMessage> SendAsync(StubHandler wire, CancellationToken cancellationToken, HttpRequestMessage? request = null)
    {
        using var sut = new HttpMessageInvoker(new ProviderBoundaryHandler { InnerHandler = wire });
        using var plain = new HttpRequestMessage(HttpMethod.Get, "http://provider.test/v1");
        return await sut.SendAsync(request ?? plain, cancellationToken);
    }

    private async Task<BatchFailure> FailAsync(Func<HttpRequestMessage, HttpResponseMessage> answer, HttpRequestMessage? request = null)
    {
        var sending = () => SendAsync(new StubHandler(answer), _sdk.Token, request);
        return (await sending.Should().ThrowExactlyAsync<ProviderException>()).Which.Failure;
    }

    private async Task<ProviderException> ThrowAsync(Func<HttpRequestMessage, HttpResponseMessage> answer) =>
        (await FluentActions.Awaiting(() => SendAsync(new StubHandler(answer), _sdk.Token)).Should().ThrowExactlyAsync<ProviderException>()).Which;

    private async Task<ProviderException> ThrowAsync(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, Func<Task> meanwhile)
    {
        var sending = SendAsync(new StubHandler(answer), _sdk.Token);
        await meanwhile();
        return (await sending.Awaiting(static task => task).Should().ThrowExactlyAsync<ProviderException>()).Which;
    }
}
