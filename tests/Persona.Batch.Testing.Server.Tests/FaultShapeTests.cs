using System.Globalization;
using System.Net.Sockets;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

/// <summary>Each fault in the shape of each provider.</summary>
public sealed class FaultShapeTests : IAsyncLifetime, IDisposable
{
    private SimulatedServer _server = null!;
    private RawClient _client = null!;

    public static TheoryData<SimulatedWire, SimulatedFault, int, string> Bodies => new()
    {
        { SimulatedWire.OpenAI, SimulatedFault.Status(403), 403, """*"Country, region, or territory not supported","type":"request_forbidden"*""" },
        { SimulatedWire.OpenAI, SimulatedFault.Status(529), 529, """*"The engine is currently overloaded, please try again later.","type":"server_error"*""" },
        { SimulatedWire.OpenAI, SimulatedFault.TooManyAtOnce, 429, """*Too many concurrent requests*"code":"rate_limit_exceeded"}}""" },
        { SimulatedWire.OpenAI, SimulatedFault.DailyLimit(TimeSpan.FromMinutes(7.2)), 429, "*on requests per day (RPD): Limit 500, Used 500, Requested 1. Please try again in 7m12s. Visit*" },
        { SimulatedWire.OpenAI, SimulatedFault.ContextTooLong, 400, """*maximum context length is 29999 tokens. However, your messages resulted in 30000 tokens.*"code":"context_length_exceeded"}}""" },
        { SimulatedWire.OpenAI, SimulatedFault.RequestTooLarge, 429, "*Request too large for some-model in organization org-simulated on tokens per min (TPM): Limit 30000, Requested 30001.*" },
        { SimulatedWire.Anthropic, SimulatedFault.Status(400), 400, """{"type":"error","error":{"type":"invalid_request_error","message":"Simulated status 400."},"request_id":"req_*"}""" },
        { SimulatedWire.Anthropic, SimulatedFault.Status(403), 403, """*{"type":"permission_error","message":"Your API key does not have permission to use the specified resource."}*""" },
        { SimulatedWire.Anthropic, SimulatedFault.Status(404), 404, """*{"type":"not_found_error","message":"model: some-model"}*""" },
        { SimulatedWire.Anthropic, SimulatedFault.Status(408), 408, """*{"type":"invalid_request_error","message":"Simulated status 408."}*""" },
        { SimulatedWire.Anthropic, SimulatedFault.Status(413), 413, """{"error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}""" },
        { SimulatedWire.Anthropic, SimulatedFault.Status(500), 500, """*{"type":"api_error","message":"Internal server error"}*""" },
        { SimulatedWire.Anthropic, SimulatedFault.Status(503), 503, """*{"type":"overloaded_error","message":"Overloaded"}*""" },
        { SimulatedWire.Anthropic, SimulatedFault.Status(504), 504, """*{"type":"api_error","message":"Simulated status 504."}*""" },
        { SimulatedWire.Anthropic, SimulatedFault.InsufficientQuota, 400, """*{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API.*"}*""" },
        { SimulatedWire.Anthropic, SimulatedFault.TooManyAtOnce, 429, """*{"type":"rate_limit_error","message":"Number of concurrent connections has exceeded your rate limit.*"}*""" },
        { SimulatedWire.Anthropic, SimulatedFault.ContextTooLong, 400, """*"prompt is too long: 30000 tokens > 29999 maximum"*""" },
        { SimulatedWire.Anthropic, SimulatedFault.RequestTooLarge, 429, "*exceed your organization's rate limit of 30,000 tokens per minute (org: *, model: some-model).*" },
        { SimulatedWire.Anthropic, SimulatedFault.DailyLimit(), 429, "*rate limit of 500 requests per day (org: *" },
        { SimulatedWire.Ollama, SimulatedFault.Status(400), 400, """{"error":"Simulated status 400."}""" },
        { SimulatedWire.Ollama, SimulatedFault.Status(401), 401, """{"error":"unauthorized"}""" },
        { SimulatedWire.Ollama, SimulatedFault.Status(403), 403, """{"error":"this model requires a subscription, upgrade for access: https://ollama.com/upgrade"}""" },
        { SimulatedWire.Ollama, SimulatedFault.Status(404), 404, """{"error":"model 'some-model' not found"}""" },
        { SimulatedWire.Ollama, SimulatedFault.Status(413), 413, """{"error":"request body too large"}""" },
        { SimulatedWire.Ollama, SimulatedFault.Status(500), 500, """{"error":"model runner has unexpectedly stopped,*"}""" },
        { SimulatedWire.Ollama, SimulatedFault.Status(503), 503, """{"error":"server busy, please try again.  maximum pending requests exceeded"}""" },
        { SimulatedWire.Ollama, SimulatedFault.RateLimit(TimeSpan.FromSeconds(7)), 429, """{"error":"too many requests"}""" },
        { SimulatedWire.Ollama, SimulatedFault.InsufficientQuota, 429, """{"error":"you have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade"}""" },
        { SimulatedWire.Ollama, SimulatedFault.DailyLimit(), 429, """{"error":"you have reached your daily usage limit,*"}""" },
        { SimulatedWire.Ollama, SimulatedFault.TooManyAtOnce, 429, """{"error":"timed out waiting for a concurrent request slot"}""" },
        { SimulatedWire.Ollama, SimulatedFault.ContextTooLong, 400, """{"error":"the input length exceeds the context length"}""" },
        { SimulatedWire.Gemini, SimulatedFault.Status(400), 400, "[{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"Simulated status 400.\",\n    \"status\": \"INVALID_ARGUMENT\"\n  }\n}\n]" },
        { SimulatedWire.Gemini, SimulatedFault.Status(401), 401, """*"message": "API key not valid. Please pass a valid API key."*"status": "UNAUTHENTICATED"*""" },
        { SimulatedWire.Gemini, SimulatedFault.Status(403), 403, """*"status": "PERMISSION_DENIED"*""" },
        { SimulatedWire.Gemini, SimulatedFault.Status(404), 404, """*"models/some-model is not found for API version v1main,*"status": "NOT_FOUND"*""" },
        { SimulatedWire.Gemini, SimulatedFault.Status(408), 408, """*"status": "DEADLINE_EXCEEDED"*""" },
        { SimulatedWire.Gemini, SimulatedFault.Status(413), 413, """*"Request payload size exceeds the limit: 20971520 bytes."*""" },
        { SimulatedWire.Gemini, SimulatedFault.Status(500), 500, """*"An internal error has occurred.*"status": "INTERNAL"*""" },
        { SimulatedWire.Gemini, SimulatedFault.Status(503), 503, """*"The model is overloaded. Please try again later."*"status": "UNAVAILABLE"*""" },
        { SimulatedWire.Gemini, SimulatedFault.RateLimit(TimeSpan.FromSeconds(48.9399)), 429, """*\nPlease retry in 48.94s."*"quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"*"retryDelay": "48s"*""" },
        { SimulatedWire.Gemini, SimulatedFault.InsufficientQuota, 429, """*"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"*"quotaValue": "20"*"retryDelay": "36s"*""" },
        { SimulatedWire.Gemini, SimulatedFault.DailyLimit(TimeSpan.FromSeconds(36)), 429, """*"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"*"quotaValue": "500"*"retryDelay": "36s"*""" },
        { SimulatedWire.Gemini, SimulatedFault.RequestTooLarge, 429, """*limit: 30000, model: some-model"*"quotaId": "GenerateContentInputTokensPerModelPerMinute-FreeTier"*""" },
        { SimulatedWire.Gemini, SimulatedFault.ContextTooLong, 400, """*"The input token count (30000) exceeds the maximum number of tokens allowed (29999)."*""" },
    };

    public static TheoryData<SimulatedWire, SimulatedHints, string?, string?, bool> Hints => new()
    {
        { SimulatedWire.OpenAI, SimulatedHints.Seconds, "2", null, false },
        { SimulatedWire.OpenAI, SimulatedHints.Milliseconds, null, "1500", false },
        { SimulatedWire.OpenAI, SimulatedHints.Body, null, null, true },
        { SimulatedWire.OpenAI, SimulatedHints.None, null, null, false },
        { SimulatedWire.Anthropic, SimulatedHints.Seconds, "2", null, false },
        { SimulatedWire.Anthropic, SimulatedHints.Milliseconds, null, "1500", false },
        { SimulatedWire.Anthropic, SimulatedHints.Body, null, null, true },
        { SimulatedWire.Anthropic, SimulatedHints.None, null, null, false },
        { SimulatedWire.Ollama, SimulatedHints.Seconds, "2", null, false },
        { SimulatedWire.Ollama, SimulatedHints.Milliseconds, null, "1500", false },
        { SimulatedWire.Ollama, SimulatedHints.Body, null, null, true },
        { SimulatedWire.Ollama, SimulatedHints.None, null, null, false },
        { SimulatedWire.Gemini, SimulatedHints.Seconds, "2", null, false },
        { SimulatedWire.Gemini, SimulatedHints.Milliseconds, null, "1500", false },
        { SimulatedWire.Gemini, SimulatedHints.Body, null, null, true },
        { SimulatedWire.Gemini, SimulatedHints.None, null, null, false },
    };

    public static TheoryData<SimulatedWire> Wires => WireCall.All;

    public async Task InitializeAsync()
    {
        _server = await SimulatedServer.StartAsync();
        _client = new RawClient(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task FailNext_Refusal_IsInTheWordsOfItsWire(SimulatedWire wire, SimulatedFault fault, int status, string body)
    {
        _server.FailNext(fault);

        var reply = await _client.AskAsync(wire, "a");

        reply.Status.Should().Be(status);
        reply.Body.Should().Match(body);
        (_server.Calls[0].Status, _server.Calls[0].Fault, _server.Calls[0].Rejected).Should().Be((status, fault.Name, false));
    }

    [Theory]
    [MemberData(nameof(Hints))]
    public async Task RateLimit_WithHintsOfOnesOwn_SendsThemOnEveryWire(SimulatedWire wire, SimulatedHints hints, string? seconds, string? milliseconds, bool inBody)
    {
        _server.Change(options => (options.RetryAfterHeaders, options.RetryAfterMessages) = (false, false));
        _server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(1.5), hints));

        var reply = await _client.AskAsync(wire, "a");

        (reply.Header("retry-after"), reply.Header("retry-after-ms")).Should().Be((seconds, milliseconds));
        (reply.ErrorOn(wire).Contains("again in 1.5s.", StringComparison.Ordinal) || reply.ErrorOn(wire).Contains("retry in 1.5s.", StringComparison.Ordinal)).Should().Be(inBody);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task RateLimit_WithADate_SaysTheInstantRoundedUp(SimulatedWire wire)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, 400, TimeSpan.Zero));
        await using var server = await SimulatedServer.StartAsync(timeProvider: time);
        using var client = new RawClient(server);
        server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(7), SimulatedHints.Date));

        var reply = await client.AskAsync(wire, "a");

        (reply.Header("date"), reply.Header("retry-after")).Should().Be(("Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:08 GMT"));
    }

    [Theory]
    [InlineData(SimulatedWire.OpenAI, "7", "7000")]
    [InlineData(SimulatedWire.Anthropic, "7", null)]
    [InlineData(SimulatedWire.Ollama, null, null)]
    [InlineData(SimulatedWire.Gemini, null, null)]
    public async Task RateLimit_WithTheProvidersHints_SendsNoOthers(SimulatedWire wire, string? seconds, string? milliseconds)
    {
        _server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(7)));

        var reply = await _client.AskAsync(wire, "a");

        (reply.Header("retry-after"), reply.Header("retry-after-ms")).Should().Be((seconds, milliseconds));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task RetryAfterOnSuccess_ByFaultOrOption_ComesWithAGoodAnswer(SimulatedWire wire)
    {
        _server.FailNext(SimulatedFault.RetryAfterOnSuccess(TimeSpan.FromSeconds(7)));

        var scripted = await _client.AskAsync(wire, "a");
        _server.Change(options => options.RetryAfterOnSuccess = TimeSpan.FromSeconds(59));
        var always = await _client.AskAsync(wire, "a");

        (scripted.Status, scripted.Header("retry-after"), scripted.TextOn(wire)).Should().Be((200, "7", "Echo: a"));
        (always.Status, always.Header("retry-after"), _server.Succeeded).Should().Be((200, "59", 2));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task RetryAfterOnSuccess_OnARefusal_IsNotSent(SimulatedWire wire)
    {
        _server.Change(options => options.RetryAfterOnSuccess = TimeSpan.FromSeconds(59));
        _server.FailNext(SimulatedFault.Status(500));

        var reply = await _client.AskAsync(wire, "a");

        (reply.Status, reply.Header("retry-after")).Should().Be((500, null));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Faults_OfTheConnectionAndTheBody_AreTheSameOnEveryWire(SimulatedWire wire)
    {
        _server.FailNext(SimulatedFault.Reset, SimulatedFault.TruncatedBody, SimulatedFault.EmptyBody, SimulatedFault.MalformedJson, SimulatedFault.HtmlError(502));

        var reset = () => _client.AskAsync(wire, "a");
        (await reset.Should().ThrowAsync<HttpRequestException>()).Which.GetBaseException().Should().BeOfType<SocketException>();
        var truncated = () => _client.AskAsync(wire, "a");
        (await truncated.Should().ThrowAsync<HttpRequestException>()).Which.HttpRequestError.Should().Be(HttpRequestError.ResponseEnded);
        (await _client.AskAsync(wire, "a")).Body.Should().BeEmpty();
        (await _client.AskAsync(wire, "a")).Invoking(reply => reply.Json).Should().Throw<System.Text.Json.JsonException>();
        (await _client.AskAsync(wire, "a")).Should().Match<RawReply>(reply => reply.Status == 502 && reply.ContentType == "text/html");
    }

    [Theory]
    [InlineData(SimulatedWire.OpenAI, "data: {\"error\":{\"message\":\"The engine is currently overloaded,*}}\n\n")]
    [InlineData(SimulatedWire.Anthropic, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},\"request_id\":\"req_*\"}\n\n")]
    [InlineData(SimulatedWire.Ollama, "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}\n")]
    [InlineData(SimulatedWire.Gemini, "data: {\"error\":{\"code\":503,\"message\":\"The model is overloaded.*\",\"status\":\"UNAVAILABLE\"}}\n\n")]
    public async Task ErrorInStream_Sent_EndsTheStreamWithTheProvidersError(SimulatedWire wire, string end)
    {
        _server.FailNext(SimulatedFault.ErrorInStream, SimulatedFault.ErrorInStream);

        var streamed = await _client.AskAsync(wire, "a prompt of more than one piece", stream: true);
        var whole = await _client.AskAsync(wire, "a");

        streamed.Status.Should().Be(200);
        streamed.Body.Should().Match($"*{end}").And.Contain("Echo: a prompt of mo");
        whole.Status.Should().Be(wire == SimulatedWire.Anthropic ? 529 : 503);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Slow_Sent_AnswersWhenTheDelayHasPassed(SimulatedWire wire)
    {
        var time = new AwaitedTimeProvider();
        await using var server = await SimulatedServer.StartAsync(timeProvider: time);
        using var client = new RawClient(server);
        server.FailNext(SimulatedFault.Slow(TimeSpan.FromSeconds(90)));

        var call = client.AskAsync(wire, "a");
        time.Advance(await time.NextTimerAsync());

        (await call).TextOn(wire).Should().Be("Echo: a");
        (server.Calls[0].Latency, server.Calls[0].Answered, server.Calls[0].Fault).Should().Be((TimeSpan.FromSeconds(90), true, "slow"));
    }

    [Fact]
    public async Task RequestTooLarge_OnALimitedServer_NamesItsLimit()
    {
        _server.Change(options => options.TokensPerMinute = 1_000);
        _server.FailNext(SimulatedFault.RequestTooLarge);

        var reply = await _client.AskAsync(SimulatedWire.OpenAI, "a");

        reply.ErrorOn(SimulatedWire.OpenAI).Should().Contain(string.Create(CultureInfo.InvariantCulture, $"Limit {1_000}, Requested {1_001}."));
    }
}
