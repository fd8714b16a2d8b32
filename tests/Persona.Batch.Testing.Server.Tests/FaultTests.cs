using System.Net.Sockets;
using System.Text;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class FaultTests : IAsyncLifetime, IDisposable
{
    private SimulatedServer _server = null!;
    private RawClient _client = null!;

    public static TheoryData<SimulatedFault, int, string> Bodies => new()
    {
        { SimulatedFault.Status(400), 400, """{"error":{"message":"Simulated status 400.","type":"invalid_request_error","param":null,"code":null}}""" },
        { SimulatedFault.Status(401), 401, """*"type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""" },
        { SimulatedFault.Status(404), 404, """*The model `gpt-4o-mini` does not exist or you do not have access to it.*"code":"model_not_found"}}""" },
        { SimulatedFault.Status(429), 429, """*Rate limit reached for gpt-4o-mini in organization org-simulated on requests per min (RPM): Limit 500, Used 500, Requested 1. Visit*"code":"rate_limit_exceeded"}}""" },
        { SimulatedFault.Status(500), 500, """{"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null}}""" },
        { SimulatedFault.Status(502), 502, """{"error":{"message":"Simulated status 502.","type":"server_error","param":null,"code":null}}""" },
        { SimulatedFault.Status(503), 503, """{"error":{"message":"The engine is currently overloaded, please try again later.","type":"server_error","param":null,"code":null}}""" },
        { SimulatedFault.Status(200, "[]"), 200, "[]" },
        { SimulatedFault.InsufficientQuota, 429, """*You exceeded your current quota, please check your plan and billing details.*"type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""" },
        { SimulatedFault.HtmlError(502), 502, "<html>*<h1>502 Bad Gateway</h1>*</html>*" },
    };

    public async Task InitializeAsync()
    {
        _server = await SimulatedServer.StartAsync();
        _client = new RawClient(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task FailNext_FaultWithABody_SendsIt(SimulatedFault fault, int status, string body)
    {
        _server.FailNext(fault);

        var reply = await _client.AskAsync("a");

        reply.Status.Should().Be(status);
        reply.Body.Should().Match(body);
        (_server.Calls[0].Status, _server.Calls[0].Fault, _server.Calls[0].Answered).Should().Be((status, fault.Name, false));
    }

    [Fact]
    public async Task EmptyBody_Sent_IsA200WithNothingInIt()
    {
        _server.FailNext(SimulatedFault.EmptyBody);

        var reply = await _client.AskAsync("a");

        (reply.Status, reply.Body, _server.Succeeded).Should().Be((200, "", 0));
    }

    [Fact]
    public async Task FailNext_Several_EachHitsOneCallInTurn()
    {
        _server.FailNext(SimulatedFault.Status(500), SimulatedFault.Status(503));
        _server.FailNext(SimulatedFault.Status(502));

        var statuses = new[] { await _client.AskAsync("a"), await _client.AskAsync("a"), await _client.AskAsync("a"), await _client.AskAsync("a") };

        statuses.Select(reply => reply.Status).Should().Equal(500, 503, 502, 200);
    }

    [Fact]
    public async Task HtmlError_Sent_LooksLikeAGateway()
    {
        _server.FailNext(SimulatedFault.HtmlError(503));

        var reply = await _client.AskAsync("a");

        (reply.ContentType, reply.Header("x-request-id")).Should().Be(("text/html", null));
    }

    [Fact]
    public async Task RateLimit_WithAHint_SaysItInHeadersAndBody()
    {
        _server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(1.5)), SimulatedFault.RateLimit());

        var hinted = await _client.AskAsync("a");
        var silent = await _client.AskAsync("a");

        (hinted.Status, hinted.Header("retry-after"), hinted.Header("retry-after-ms")).Should().Be((429, "2", "1500"));
        ((string)hinted.Error["message"]!).Should().Contain("Please try again in 1.5s.");
        (silent.Status, silent.Header("retry-after"), _server.Rejected).Should().Be((429, null, 0));
    }

    [Fact]
    public async Task WithHeader_Added_ReplacesTheServersOwn()
    {
        var plain = SimulatedFault.RateLimit(TimeSpan.FromSeconds(1));
        _server.FailNext(plain.WithHeader("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT").WithHeader("x-more", "1"), plain);

        var reply = await _client.AskAsync("a");
        var unchanged = await _client.AskAsync("a");

        (reply.Header("retry-after"), reply.Header("retry-after-ms"), reply.Header("x-more")).Should().Be(("Wed, 21 Oct 2015 07:28:00 GMT", "1000", "1"));
        (unchanged.Header("retry-after"), unchanged.Header("x-more")).Should().Be(("1", null));
    }

    [Fact]
    public async Task RetryAfterOnSuccess_Sent_IsAGoodAnswer()
    {
        _server.FailNext(SimulatedFault.RetryAfterOnSuccess(TimeSpan.FromSeconds(7)));

        var reply = await _client.AskAsync("a");

        (reply.Status, reply.Text, reply.Header("retry-after"), _server.Succeeded).Should().Be((200, "Echo: a", "7", 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reset_Sent_IsATcpReset(bool whileStreaming)
    {
        _server.FailNext(SimulatedFault.Reset);
        var request = RawClient.Request("a");
        request["stream"] = whileStreaming;

        var act = () => _client.AskAsync(request);

        var thrown = (await act.Should().ThrowAsync<HttpRequestException>()).Which;
        thrown.GetBaseException().Should().BeOfType<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
        (_server.Calls[0].Status, _server.Calls[0].Fault, _server.Calls[0].ClientGone).Should().Be((null, "reset", false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TruncatedBody_Sent_EndsTheConnectionWithoutAReset(bool whileStreaming)
    {
        _server.FailNext(SimulatedFault.TruncatedBody);
        var request = RawClient.Request("a");
        request["stream"] = whileStreaming;

        var act = () => _client.AskAsync(request);

        var thrown = (await act.Should().ThrowAsync<HttpRequestException>()).Which;
        thrown.HttpRequestError.Should().Be(HttpRequestError.ResponseEnded);
        (_server.Calls[0].Status, _server.Calls[0].Answered).Should().Be((200, false));
    }

    [Fact]
    public async Task TruncatedBody_Sent_DeliversItsFirstHalf()
    {
        _server.FailNext(SimulatedFault.TruncatedBody);
        var body = RawClient.Request("a").ToJsonString();
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", _server.Endpoint.Port);
        await using var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var reader = new StreamReader(stream);
        var reply = await reader.ReadToEndAsync();

        var length = int.Parse(reply.Split("Content-Length: ")[1].Split("\r\n")[0], System.Globalization.CultureInfo.InvariantCulture);
        reply.Split("\r\n\r\n")[1].Should().StartWith("{\"id\":").And.HaveLength(length / 2);
    }

    [Fact]
    public async Task MalformedJson_Whole_IsACompleteMessageThatIsNoJson()
    {
        _server.FailNext(SimulatedFault.MalformedJson);

        var reply = await _client.AskAsync("a");

        (reply.Status, reply.ContentType).Should().Be((200, "application/json"));
        var act = () => reply.Json;
        act.Should().Throw<System.Text.Json.JsonException>();
    }

    [Fact]
    public async Task Hang_CallerGoesAway_EndsThere()
    {
        _server.FailNext(SimulatedFault.Hang);
        using var source = new CancellationTokenSource();
        var call = _client.AskAsync("a", cancellationToken: source.Token);
        await _server.WhenReceivedAsync(1);

        _server.InFlight.Should().Be(1);
        await source.CancelAsync();
        await _server.WhenIdleAsync();

        await call.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (_server.Calls[0].ClientGone, _server.Calls[0].Status, _server.Calls[0].Answered).Should().Be((true, null, false));
    }

    [Fact]
    public async Task FailWhen_PredicateHolds_FailsThosePromptsSoManyTimes()
    {
        _server.FailWhen(request => request.LastUserMessage == "bad", SimulatedFault.Status(500), times: 2);
        _server.FailNext(SimulatedFault.Status(503));

        string[] prompts = ["bad", "good", "good", "bad", "bad"];
        var statuses = new List<int>();
        foreach (var prompt in prompts)
        {
            statuses.Add((await _client.AskAsync(prompt)).Status);
        }

        statuses.Should().Equal(500, 503, 200, 500, 200);
    }

    [Fact]
    public async Task FailWhen_OnTheFirstCallOfEachPrompt_CountsThemByPrompt()
    {
        _server.FailWhen(request => request.Call == 1, SimulatedFault.Status(500));

        var replies = new[] { await _client.AskAsync("a"), await _client.AskAsync("b"), await _client.AskAsync("a"), await _client.AskAsync("b") };

        replies.Select(reply => reply.Status).Should().Equal(500, 500, 200, 200);
    }

    [Fact]
    public async Task FailNext_WrongKey_IsNotUsedUp()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ApiKey = "test-key" });
        using var client = new RawClient(server);
        server.FailNext(SimulatedFault.Status(500));

        var refused = await client.AskAsync("a");
        client.Headers.Authorization = new("Bearer", "test-key");
        var failed = await client.AskAsync("a");

        (refused.Status, failed.Status).Should().Be((401, 500));
    }

    [Fact]
    public async Task FailNext_OnALimitedServer_CostsNoBudget()
    {
        _server.Change(options => options.RequestsPerMinute = 1);
        _server.FailNext(SimulatedFault.Status(500));

        var failed = await _client.AskAsync("a");
        var answered = await _client.AskAsync("a");

        (failed.Header("x-ratelimit-remaining-requests"), answered.Status).Should().Be(("1", 200));
    }

    [Fact]
    public async Task Answer_Throws_IsA500ThatSaysSo()
    {
        await using var server = await SimulatedServer.StartAsync(answer: _ => throw new InvalidOperationException("mine"));
        using var client = new RawClient(server);

        var reply = await client.AskAsync("a");

        (reply.Status, (string)reply.Error["message"]!).Should().Be((500, "The code behind the simulated server threw InvalidOperationException: mine"));
    }

    [Theory]
    [InlineData(-1, "retryAfter must be 00:00:00 to 365.00:00:00, was -00:00:01*")]
    public void RateLimit_OutOfRange_Throws(int seconds, string message)
    {
        var act = () => SimulatedFault.RateLimit(TimeSpan.FromSeconds(seconds));

        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Theory]
    [InlineData(-1, "delay must be 00:00:00 to 1.00:00:00, was -00:00:01*")]
    [InlineData(86_401, "delay must be 00:00:00 to 1.00:00:00, was 1.00:00:01*")]
    public void Slow_OutOfRange_Throws(int seconds, string message)
    {
        var act = () => SimulatedFault.Slow(TimeSpan.FromSeconds(seconds));

        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(600)]
    public void Status_OutOfRange_Throws(int status)
    {
        var act = () => SimulatedFault.Status(status);

        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"statusCode must be 400 to 599, was {status}*");
    }
}
