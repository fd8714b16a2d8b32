using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class OllamaWireTests : IAsyncLifetime, IDisposable
{
    private const SimulatedWire Wire = SimulatedWire.Ollama;

    private SimulatedServer _server = null!;
    private RawClient _client = null!;
    private SimulatedRequest? _asked;

    public static TheoryData<string, string> BadRequests => new()
    {
        { "", "missing request body" },
        { "null", "missing request body" },
        { "{}", "model is required" },
        { """{"model":"m","messages":[{"role":"owner","content":"a"}]}""", "invalid role" },
        { """{"model":"m","messages":[null]}""", "invalid role" },
        { """{"model":"m","messages":""", "*" },
    };

    public async Task InitializeAsync()
    {
        _server = await SimulatedServer.StartAsync(answer: request =>
        {
            _asked = request;
            return EchoAnswer.To(request);
        });
        _client = new RawClient(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Chat_Whole_HasTheFormOfOllama()
    {
        var time = new AwaitedTimeProvider();
        time.SetUtcNow(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await SimulatedServer.StartAsync(new() { Latency = TimeSpan.FromSeconds(2) }, timeProvider: time);
        using var client = new RawClient(server);

        var call = client.AskAsync(Wire, "Hello you");
        time.Advance(await time.NextTimerAsync());
        var reply = await call;

        (reply.Status, reply.ContentType).Should().Be((200, "application/json"));
        reply.Body.Should().Be(
            """{"model":"some-model","created_at":"2026-03-01T12:00:02.0000000Z","message":{"role":"assistant","content":"Echo: Hello you"},"done_reason":"stop","done":true"""
            + ""","total_duration":2000000000,"load_duration":0,"prompt_eval_count":3,"prompt_eval_duration":400000000,"eval_count":4,"eval_duration":1600000000}""");
    }

    [Fact]
    public async Task Chat_InPieces_IsALineForEachAndOneForTheEnd()
    {
        var reply = await _client.AskAsync(Wire, "A text that is longer than one piece, 😀 and all", stream: true);

        reply.ContentType.Should().Be("application/x-ndjson");
        JsonNode[] lines = [.. reply.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        string.Concat(lines.Select(line => (string)line["message"]!["content"]!)).Should().Be("Echo: A text that is longer than one piece, 😀 and all");
        lines.Select(line => (bool)line["done"]!).Should().Equal(false, false, false, true);
        lines[..^1].Should().OnlyContain(line => line["eval_count"] == null);
        ((string)lines[^1]["done_reason"]!, (int)lines[^1]["prompt_eval_count"]!, (int)lines[^1]["eval_count"]!).Should().Be(("stop", 13, 14));
    }

    [Fact]
    public async Task Chat_ThatDoesNotSay_IsStreamed()
    {
        var request = WireCall.BodyOf(Wire, "a");
        request.Remove("stream");

        (await _client.AskAsync(Wire, request)).ContentType.Should().Be("application/x-ndjson");
    }

    [Theory]
    [InlineData("\"json\"", "json_object", null)]
    [InlineData("""{"type":"object"}""", "json_schema", """{"type":"object"}""")]
    public async Task Read_Format_ReachesTheAnswer(string format, string type, string? schema)
    {
        var request = WireCall.BodyOf(Wire, "a");
        request["format"] = JsonNode.Parse(format);

        var reply = await _client.AskAsync(Wire, request);

        _asked!.ResponseFormat.Should().Be(new SimulatedResponseFormat(type, Schema: schema));
        reply.TextOn(Wire).Should().Be("""{"echo":"a"}""");
    }

    [Theory]
    [InlineData(77, 77)]
    [InlineData(-1, null)]
    public async Task Read_NumPredict_IsTheMostTokens(int predict, int? most)
    {
        await _client.AskAsync(Wire, "a", predict);

        _asked!.MaxTokens.Should().Be(most);
    }

    [Fact]
    public async Task Read_ModelWithItsLatestTag_IsTheModelWithout()
    {
        var request = WireCall.BodyOf(Wire, "a");
        request["model"] = "llama3.2:latest";

        await _client.AskAsync(Wire, request);

        (_asked!.Model, _server.Calls[0].Model).Should().Be(("llama3.2", "llama3.2"));
    }

    [Fact]
    public async Task Chat_WithoutMessages_OnlyLoadsTheModel()
    {
        var request = new JsonObject { ["model"] = "m" };

        var loaded = await _client.AskAsync(Wire, request.DeepClone().AsObject());
        _server.Change(options => options.Models.Add("other"));
        var unknown = await _client.AskAsync(Wire, request);

        ((string)loaded.Json["done_reason"]!, (bool)loaded.Json["done"]!, _asked).Should().Be(("load", true, null));
        (unknown.Status, unknown.ErrorOn(Wire)).Should().Be((404, "model 'm' not found"));
    }

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Read_BadRequest_IsA400WithATextAlone(string body, string message)
    {
        var reply = await _client.AskAsync(Wire, new ByteArrayContent(Encoding.UTF8.GetBytes(body)));

        (reply.Status, reply.Json.AsObject().Count).Should().Be((400, 1));
        reply.ErrorOn(Wire).Should().Match(message);
    }

    [Fact]
    public async Task Key_WhateverTheServerAsksOthersFor_IsNotAsked()
    {
        _server.Change(options => options.ApiKey = "test-key");

        (await _client.AskAsync(Wire, "a")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Headers_OfALimitedServer_TellNothing()
    {
        _server.Change(options => (options.RequestsPerMinute, options.TokensPerMinute) = (1, 1_000));

        var answered = await _client.AskAsync(Wire, "a");
        var refused = await _client.AskAsync(Wire, "a");

        (answered.Status, refused.Status, refused.ErrorOn(Wire)).Should().Be((200, 429, "too many requests"));
        answered.Headers.Concat(refused.Headers).Select(header => header.Key).Distinct().Should().BeEquivalentTo("Date");
    }

    [Fact]
    public async Task PromptAboveTheContext_Asked_IsA400()
    {
        _server.Change(options => options.ContextTokens = 10);

        var reply = await _client.AskAsync(Wire, new string('x', 41));

        (reply.Status, reply.ErrorOn(Wire)).Should().Be((400, "the input length exceeds the context length"));
    }

    [Theory]
    [InlineData("GET", "/", 200, "Ollama is running")]
    [InlineData("HEAD", "/", 200, "")]
    [InlineData("GET", "/api/version", 200, """{"version":"0.12.6"}""")]
    [InlineData("GET", "/api/ps", 200, """{"models":[]}""")]
    [InlineData("GET", "/api/chat", 405, "405 method not allowed")]
    [InlineData("GET", "/api/nothing", 404, "404 page not found")]
    public async Task Read_OtherQuestions_AreAnsweredAsOllamaDoes(string method, string path, int status, string body)
    {
        var reply = await _client.SendAsync(new HttpMethod(method), path, null);

        (reply.Status, reply.Body).Should().Be((status, body));
    }

    [Theory]
    [InlineData("""{"model":"llama3.2"}""", 200)]
    [InlineData("""{"name":"llama3.2:latest"}""", 200)]
    [InlineData("""{"model":"mistral"}""", 404)]
    [InlineData("{", 400)]
    public async Task Show_AModel_IsThereOrNot(string body, int status)
    {
        _server.Change(options => options.Models.Add("llama3.2"));

        var reply = await _client.SendAsync(HttpMethod.Post, "/api/show", new StringContent(body));

        reply.Status.Should().Be(status, string.Create(CultureInfo.InvariantCulture, $"{reply.Body}"));
    }
}
