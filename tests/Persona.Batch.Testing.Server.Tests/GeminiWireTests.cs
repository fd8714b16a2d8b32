using System.Text;
using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class GeminiWireTests : IAsyncLifetime, IDisposable
{
    private const SimulatedWire Wire = SimulatedWire.Gemini;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_750_000_000));

    private SimulatedServer _server = null!;
    private RawClient _client = null!;
    private SimulatedRequest? _asked;

    public async Task InitializeAsync()
    {
        _server = await SimulatedServer.StartAsync(
            answer: request =>
            {
                _asked = request;
                return EchoAnswer.To(request);
            },
            timeProvider: _time);
        _client = new RawClient(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Completion_Whole_HasTheFormOfGemini()
    {
        var reply = await _client.AskAsync(Wire, "Hello you");

        (reply.Status, reply.ContentType).Should().Be((200, "application/json"));
        reply.Body.Should().Be(
            """{"choices":[{"finish_reason":"stop","index":0,"message":{"content":"Echo: Hello you","role":"assistant"}}],"created":1750000000,"id":"0000000000000000000001","model":"some-model","object":"chat.completion","usage":{"completion_tokens":4,"prompt_tokens":3,"total_tokens":7}}""");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Completion_InPieces_EndsWithTheReasonAndTheUsageIfAskedFor(bool withUsage)
    {
        var request = WireCall.BodyOf(Wire, "A text that is longer than one piece, 😀 and all", stream: true);
        request["stream_options"] = new JsonObject { ["include_usage"] = withUsage };

        var reply = await _client.AskAsync(Wire, request);

        var events = reply.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events[^1].Should().Be("data: [DONE]");
        JsonNode[] chunks = [.. events[..^1].Select(line => JsonNode.Parse(line["data: ".Length..])!)];
        string.Concat(chunks.Select(chunk => (string)chunk["choices"]![0]!["delta"]!["content"]!)).Should().Be("Echo: A text that is longer than one piece, 😀 and all");
        chunks.Select(chunk => (string?)chunk["choices"]![0]!["finish_reason"]).Should().Equal(null, null, "stop");
        ((int?)chunks[^1]["usage"]?["prompt_tokens"]).Should().Be(withUsage ? 13 : null);
    }

    [Fact]
    public async Task Read_ModelWithThePrefixOfTheNativeApi_IsTheModelWithout()
    {
        var request = WireCall.BodyOf(Wire, "a");
        request["model"] = "models/gemini-2.5-flash";

        await _client.AskAsync(Wire, request);

        (_asked!.Model, _asked.Wire, _server.Calls[0].Model).Should().Be(("gemini-2.5-flash", Wire, "gemini-2.5-flash"));
    }

    [Fact]
    public async Task Read_ResponseFormat_ReachesTheAnswer()
    {
        var request = WireCall.BodyOf(Wire, "a");
        request["response_format"] = JsonNode.Parse("""{"type":"json_schema","json_schema":{"name":"persona","schema":{"type":"object"}}}""");

        await _client.AskAsync(Wire, request);

        _asked!.ResponseFormat.Should().Be(new SimulatedResponseFormat("json_schema", "persona", """{"type":"object"}"""));
    }

    [Fact]
    public async Task NoKey_Shown_IsA400InAnArrayAsRecorded()
    {
        // As in a public report of the endpoint's answer (sipeed/picoclaw, issue 2374).
        _server.Change(options => options.ApiKey = "test-key");

        var reply = await _client.AskAsync(Wire, "a");

        reply.Status.Should().Be(400);
        reply.Body.Should().Be("[{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"Missing or invalid Authorization header.\",\n    \"status\": \"INVALID_ARGUMENT\"\n  }\n}\n]");
    }

    [Fact]
    public async Task WrongKey_Shown_IsA400WithItsReason()
    {
        _server.Change(options => options.ApiKey = "test-key");
        _client.Headers.Authorization = new("Bearer", "another");

        var error = (await _client.AskAsync(Wire, "a")).Json[0]!["error"]!;

        ((int)error["code"]!, (string)error["status"]!, (string)error["details"]![0]!["reason"]!).Should().Be((400, "INVALID_ARGUMENT", "API_KEY_INVALID"));
    }

    [Fact]
    public async Task Limits_Hit_AreToldInTheBodyAlone()
    {
        _server.Change(options => options.RequestsPerMinute = 4);
        for (var call = 0; call < 4; call++)
        {
            await _client.AskAsync(Wire, "a");
        }

        _time.Advance(TimeSpan.FromSeconds(0.5));
        var reply = await _client.AskAsync(Wire, "a");

        reply.Status.Should().Be(429);
        reply.Headers.Select(header => header.Key).Should().BeEquivalentTo("Date", "Server-Timing");
        reply.ErrorOn(Wire).Should().EndWith("\nPlease retry in 14.5s.");
        ((string)reply.Json[0]!["error"]!["details"]![2]!["retryDelay"]!).Should().Be("14s", "the exact wait stands in the message alone");
    }

    [Fact]
    public async Task Limits_HitWithoutMessages_AreTheRefusalWithoutAnyHint()
    {
        // As rl-109 of the record.
        _server.Change(options => (options.RequestsPerMinute, options.RetryAfterMessages) = (1, false));
        await _client.AskAsync(Wire, "a");

        var error = (await _client.AskAsync(Wire, "a")).Json[0]!["error"]!;

        ((string)error["message"]!, error["details"]).Should().Be(("Resource has been exhausted (e.g. check quota).", null));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("""{"model":"m"}""", 400)]
    public async Task Read_BadRequest_IsAnErrorInAnArray(string body, int status)
    {
        var reply = await _client.AskAsync(Wire, new ByteArrayContent(Encoding.UTF8.GetBytes(body)));

        (reply.Status, (string)reply.Json[0]!["error"]!["status"]!).Should().Be((status, "INVALID_ARGUMENT"));
    }

    [Fact]
    public async Task Read_OtherPath_IsA404() =>
        (await _client.GetAsync("/v1beta/models")).Json[0]!["error"]!["status"]!.ToString().Should().Be("NOT_FOUND");

    [Fact]
    public async Task Models_Listed_AreNamedWithThePrefix()
    {
        _server.Change(options => options.Models.Add("gemini-2.5-flash"));

        var reply = await _client.GetAsync("/v1beta/openai/models");

        reply.Json["data"]!.AsArray().Select(model => (string)model!["id"]!).Should().Equal("models/gemini-2.5-flash");
    }
}
