using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class AnthropicWireTests : IAsyncLifetime, IDisposable
{
    private const SimulatedWire Wire = SimulatedWire.Anthropic;

    private SimulatedServer _server = null!;
    private RawClient _client = null!;
    private SimulatedRequest? _asked;

    public static TheoryData<string, string> BadRequests => new()
    {
        { """{"max_tokens":1,"messages":[{"role":"user","content":"a"}]}""", "model: Field required" },
        { """{"model":"m","messages":[{"role":"user","content":"a"}]}""", "max_tokens: Field required" },
        { """{"model":"m","max_tokens":0,"messages":[{"role":"user","content":"a"}]}""", "max_tokens: Input should be greater than or equal to 1" },
        { """{"model":"m","max_tokens":1}""", "messages: Field required" },
        { """{"model":"m","max_tokens":1,"messages":[]}""", "messages: at least one message is required" },
        { """{"model":"m","max_tokens":1,"messages":[null]}""", "messages.role: Field required" },
        { """{"model":"m","max_tokens":1,"messages":[{"role":"system","content":"a"}]}""", "messages: Unexpected role \"system\". Allowed roles are \"user\" or \"assistant\"." },
        { """{"model":"m","max_tokens":1,"messages":""", "The request body is not valid JSON: *" },
        { "null", "The request body is not valid JSON: *" },
        { "", "The request body is not valid JSON: *" },
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
    public async Task Message_Whole_HasTheFormOfAnthropic()
    {
        var reply = await _client.AskAsync(Wire, "Hello you");

        (reply.Status, reply.ContentType).Should().Be((200, "application/json"));
        reply.Body.Should().Match(
            """{"model":"some-model","id":"msg_*","type":"message","role":"assistant","content":[{"type":"text","text":"Echo: Hello you"}],"stop_reason":"end_turn","stop_sequence":null"""
            + ""","usage":{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":4,"service_tier":"standard"}}""");
    }

    [Fact]
    public async Task Usage_WithACache_PartsTheInputInThreeCountsThatDoNotOverlap()
    {
        await using var server = await SimulatedServer.StartAsync(answer: _ => new SimulatedAnswer("a") { Usage = new TokenUsage(100, 20, CachedInputTokens: 30, CacheWriteTokens: 10) });
        using var client = new RawClient(server);

        var usage = (await client.AskAsync(Wire, "a")).Json["usage"]!;

        ((int)usage["input_tokens"]!, (int)usage["cache_read_input_tokens"]!, (int)usage["cache_creation_input_tokens"]!).Should().Be((60, 30, 10));
        ((int)usage["cache_creation"]!["ephemeral_5m_input_tokens"]!, (int)usage["output_tokens"]!).Should().Be((10, 20));
    }

    [Fact]
    public async Task Message_InPieces_IsTheEventsOfAnthropic()
    {
        var reply = await _client.AskAsync(Wire, "A text that is longer than one piece, 😀 and all", stream: true);

        reply.ContentType.Should().Be("text/event-stream");
        var events = reply.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('\n')).ToArray();
        events.Select(lines => lines[0]["event: ".Length..]).Should().Equal(
            "message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop");
        JsonNode[] data = [.. events.Select(lines => JsonNode.Parse(lines[1]["data: ".Length..])!)];
        events.Should().AllSatisfy(lines => lines.Should().HaveCount(2));
        data.Select(node => $"event: {node["type"]}").Should().Equal(events.Select(lines => lines[0]));
        string.Concat(data.Select(node => (string?)node["delta"]?["text"])).Should().Be("Echo: A text that is longer than one piece, 😀 and all");
        (data[0]["message"]!["usage"]!["input_tokens"]!.ToString(), data[^2]["delta"]!["stop_reason"]!.ToString(), data[^2]["usage"]!["output_tokens"]!.ToString())
            .Should().Be(("13", "end_turn", "14"));
    }

    [Theory]
    [InlineData("stop", "end_turn")]
    [InlineData("length", "max_tokens")]
    [InlineData("content_filter", "refusal")]
    [InlineData("pause_turn", "pause_turn")]
    public async Task StopReason_OfAnEnding_IsInTheWordsOfAnthropic(string finish, string stop)
    {
        await using var server = await SimulatedServer.StartAsync(answer: _ => new SimulatedAnswer("a") { FinishReason = finish });
        using var client = new RawClient(server);

        ((string)(await client.AskAsync(Wire, "a")).Json["stop_reason"]!).Should().Be(stop);
    }

    [Fact]
    public async Task Read_SystemAndContentInParts_AreTheTextsOfTheMessages()
    {
        var body = """{"model":"m","max_tokens":9,"system":[{"type":"text","text":"be "},{"type":"text","text":"short","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{}},{"type":"text","text":"b"}]}],"metadata":{}}""";

        await _client.AskAsync(Wire, JsonNode.Parse(body)!.AsObject());

        _asked!.Messages.Should().Equal(new SimulatedMessage("system", "be short"), new SimulatedMessage("user", "ab"));
        (_asked.MaxTokens, _asked.Wire, _server.Calls[0].ReservedTokens).Should().Be((9, Wire, 12));
    }

    [Theory]
    [InlineData("""{"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}""")]
    [InlineData("""{"output_format":{"type":"json_schema","schema":{"type":"object"}}}""")]
    public async Task Read_OutputFormatInEitherPlace_ReachesTheAnswer(string form)
    {
        var request = WireCall.BodyOf(Wire, "a");
        var (name, value) = JsonNode.Parse(form)!.AsObject().Single();
        request[name] = value!.DeepClone();

        var reply = await _client.AskAsync(Wire, request);

        _asked!.ResponseFormat.Should().Be(new SimulatedResponseFormat("json_schema", Schema: """{"type":"object"}"""));
        reply.TextOn(Wire).Should().Be("""{"echo":"a"}""");
    }

    [Theory]
    [InlineData("""{"type":"tool","name":"persona"}""", "persona")]
    [InlineData("""{"type":"any"}""", "other")]
    public async Task Read_AToolThatMustBeCalled_GetsTheAnswerAsItsInput(string choice, string tool)
    {
        var request = WithTools(choice);

        var reply = await _client.AskAsync(Wire, request);

        (_asked!.ResponseFormat!.Type, _asked.ResponseFormat.Name).Should().Be(("json_schema", tool));
        var block = reply.Json["content"]!.AsArray().Should().ContainSingle().Subject!;
        ((string)block["type"]!, (string)block["name"]!, (string)block["input"]!["echo"]!, (string)reply.Json["stop_reason"]!).Should().Be(("tool_use", tool, "a", "tool_use"));
    }

    [Fact]
    public async Task Read_AToolThatMayBeCalled_GetsAnAnswerInWords()
    {
        var reply = await _client.AskAsync(Wire, WithTools("""{"type":"auto"}"""));

        (reply.TextOn(Wire), _asked!.ResponseFormat).Should().Be(("Echo: a", null));
    }

    [Theory]
    [InlineData("""[{"name":"other"}]""")]
    [InlineData("[null]")]
    [InlineData("[]")]
    public async Task Read_AToolThatIsNotThere_GetsAnAnswerInWords(string tools)
    {
        var request = WithTools("""{"type":"tool","name":"persona"}""");
        request["tools"] = JsonNode.Parse(tools);

        (await _client.AskAsync(Wire, request)).TextOn(Wire).Should().Be("Echo: a");
    }

    [Fact]
    public async Task Answer_OfAToolThatIsNoJson_StaysText()
    {
        await using var server = await SimulatedServer.StartAsync(answer: _ => "I would rather not.");
        using var client = new RawClient(server);

        var reply = await client.AskAsync(Wire, WithTools("""{"type":"any"}"""));

        (reply.TextOn(Wire), (string)reply.Json["stop_reason"]!).Should().Be(("I would rather not.", "end_turn"));
    }

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Read_BadRequest_IsA400InTheFormOfAnthropic(string body, string message)
    {
        var reply = await _client.AskAsync(Wire, new ByteArrayContent(Encoding.UTF8.GetBytes(body)));

        (reply.Status, (string)reply.Json["type"]!, (string)reply.Error["type"]!, reply.Header("x-should-retry")).Should().Be((400, "error", "invalid_request_error", "false"));
        reply.ErrorOn(Wire).Should().Match(message);
    }

    [Fact]
    public async Task Read_BodyAboveTenMegabytes_IsTooLarge()
    {
        var reply = await _client.AskAsync(Wire, new ByteArrayContent(new byte[11_000_000]));

        (reply.Status, (string)reply.Error["type"]!).Should().Be((413, "request_too_large"));
    }

    [Fact]
    public async Task Read_NoVersion_IsA400ThatAsksForIt()
    {
        var reply = await _client.SendAsync(HttpMethod.Post, "/v1/messages", JsonContent.Create(WireCall.BodyOf(Wire, "a")));

        (reply.Status, reply.ErrorOn(Wire)).Should().Be((400, "anthropic-version: header is required"));
    }

    [Theory]
    [InlineData("GET", "/v1/messages", 405, "Method Not Allowed")]
    [InlineData("POST", "/v1/messages/batches", 404, "Not Found")]
    public async Task Read_OtherMethodOrPath_SaysSo(string method, string path, int status, string message)
    {
        var reply = await _client.SendAsync(new HttpMethod(method), path, null);

        (reply.Status, reply.ErrorOn(Wire)).Should().Be((status, message));
    }

    [Theory]
    [InlineData("x-api-key", "test-key", 200)]
    [InlineData("Authorization", "Bearer test-key", 200)]
    [InlineData("x-api-key", "sk-ant-another", 401)]
    [InlineData("X-Nothing", "test-key", 401)]
    public async Task ApiKey_InEitherHeader_IsLetIn(string name, string value, int status)
    {
        _server.Change(options => options.ApiKey = "test-key");
        _client.Headers.Add(name, value);

        (await _client.AskAsync(Wire, "a")).Status.Should().Be(status);
    }

    [Fact]
    public async Task Models_AskedWithAVersion_AreListedAsAnthropicDoes()
    {
        _server.Change(options => options.Models.AddRange(["claude-a", "claude-b"]));
        _client.Headers.Add("anthropic-version", "2023-06-01");

        var all = await _client.GetAsync("/v1/models");
        var one = await _client.GetAsync("/v1/models/claude-b");
        var none = await _client.GetAsync("/v1/models/claude-c");

        (all.Json["data"]!.AsArray().Count, (string)all.Json["first_id"]!, (string)all.Json["last_id"]!, (bool)all.Json["has_more"]!).Should().Be((2, "claude-a", "claude-b", false));
        ((string)one.Json["type"]!, (string)one.Json["id"]!, none.Status, none.ErrorOn(Wire)).Should().Be(("model", "claude-b", 404, "model: claude-c"));
    }

    [Fact]
    public async Task Headers_OfEveryReply_NameTheRequest()
    {
        var good = await _client.AskAsync(Wire, "a");
        var bad = await _client.AskAsync(Wire, new ByteArrayContent([]));

        good.Header("request-id").Should().StartWith("req_").And.NotBe(bad.Header("request-id"));
        ((string)bad.Json["request_id"]!, good.Header("x-should-retry"), good.Header("anthropic-organization-id")).Should()
            .Be((bad.Header("request-id")!, null, "00000000-0000-4000-8000-000000000000"));
    }

    private static JsonObject WithTools(string choice)
    {
        var request = WireCall.BodyOf(Wire, "a");
        request["tools"] = JsonNode.Parse("""[{"name":"other","input_schema":{"type":"object"}},{"name":"persona","input_schema":{"type":"object"}}]""");
        request["tool_choice"] = JsonNode.Parse(choice);
        return request;
    }
}
