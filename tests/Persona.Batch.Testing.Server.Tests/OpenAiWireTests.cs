using System.Text;
using System.Text.Json.Nodes;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class OpenAiWireTests : IAsyncLifetime, IDisposable
{
    private SimulatedServer _server = null!;
    private RawClient _client = null!;
    private SimulatedRequest? _asked;

    public static TheoryData<string, string, string?> BadRequests => new()
    {
        { """{"messages":[{"role":"user","content":"a"}]}""", "you must provide a model parameter", null },
        { """{"model":"m"}""", "Missing required parameter: 'messages'.", "missing_required_parameter" },
        { """{"model":"m","messages":[]}""", "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "empty_array" },
        { """{"model":"m","messages":[{"content":"a"}]}""", "Missing required parameter: 'messages[].role'.", "missing_required_parameter" },
        { """{"model":"m","messages":[null]}""", "Missing required parameter: 'messages[].role'.", "missing_required_parameter" },
        { """{"model":"m","messages":[{"role":"user","content":"a"}],"n":2}""", "Invalid 'n': integer above maximum value. Expected a value <= 1, but got 2 instead.", "integer_above_max_value" },
        { """{"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":0}""", "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.", "integer_below_min_value" },
        { """{"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":1,"max_completion_tokens":1}""", "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", "invalid_parameter_combination" },
        { """{"model":"m","messages":[{"role":"user","content":7}]}""", "We could not parse the JSON body of your request.*", null },
        { """{"model":"m","messages":[{"role":"user","content":"\ud800"}]}""", "We could not parse the JSON body of your request.*", null },
        { """{"model":"m","messages":""", "We could not parse the JSON body of your request.*", null },
        { "null", "We could not parse the JSON body of your request.*", null },
        { "", "We could not parse the JSON body of your request.*", null },
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
    public async Task Completion_Whole_HasTheFormOfOpenAi()
    {
        var reply = await _client.AskAsync("Hello you");

        (reply.Status, reply.ContentType).Should().Be((200, "application/json"));
        var json = reply.Json;
        ((string)json["object"]!, (string)json["model"]!, (string)json["choices"]![0]!["finish_reason"]!).Should().Be(("chat.completion", "gpt-4o-mini", "stop"));
        ((string)json["id"]!).Should().StartWith("chatcmpl-");
        reply.Text.Should().Be("Echo: Hello you");
        json["usage"]!.ToJsonString().Should().StartWith("""{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":0""");
    }

    [Fact]
    public async Task Completion_InPieces_IsServerSentEventsThatEndWithTheUsage()
    {
        var request = RawClient.Request("A text that is longer than one piece, 😀 and all");
        request["stream"] = true;
        request["stream_options"] = new JsonObject { ["include_usage"] = true };

        var reply = await _client.AskAsync(request);

        reply.ContentType.Should().Be("text/event-stream");
        var events = reply.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.Should().OnlyContain(line => line.StartsWith("data: ", StringComparison.Ordinal));
        events[^1].Should().Be("data: [DONE]");
        JsonNode[] chunks = [.. events[..^1].Select(line => JsonNode.Parse(line["data: ".Length..])!)];
        string.Concat(chunks[..^1].Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"])).Should().Be("Echo: A text that is longer than one piece, 😀 and all");
        ((string)chunks[^2]["choices"]![0]!["finish_reason"]!).Should().Be("stop");
        (chunks[^1]["choices"]!.AsArray().Count, (int)chunks[^1]["usage"]!["prompt_tokens"]!).Should().Be((0, 13));
    }

    [Fact]
    public async Task Completion_InPiecesWithoutUsage_SaysNothingOfUsage()
    {
        var request = RawClient.Request("a");
        request["stream"] = true;

        var reply = await _client.AskAsync(request);

        reply.Body.Should().EndWith("data: [DONE]\n\n").And.NotContain("usage");
    }

    [Fact]
    public async Task Completion_LongerThanAskedFor_IsCutAtAWholeCharacter()
    {
        var reply = await _client.AskAsync("😀😀😀😀", maxTokens: 3);

        reply.Text.Should().Be("Echo: 😀");
        ((string)reply.Json["choices"]![0]!["finish_reason"]!, (int)reply.Json["usage"]!["completion_tokens"]!).Should().Be(("length", 3));
    }

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("max_completion_tokens")]
    public async Task Read_EitherBound_IsTheMostTokens(string name)
    {
        var request = RawClient.Request("a");
        request[name] = 77;

        await _client.AskAsync(request);

        _asked!.MaxTokens.Should().Be(77);
        _server.Calls[0].ReservedTokens.Should().Be(78);
    }

    [Fact]
    public async Task Read_ContentInParts_JoinsTheTexts()
    {
        var body = """{"model":"m","messages":[{"role":"system","content":null},{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"b"}]}],"unknown":{"x":[1]}}""";

        var reply = await _client.AskAsync(Encoding.UTF8.GetBytes(body));

        reply.Text.Should().Be("Echo: ab");
        _asked!.Messages.Should().Equal(new SimulatedMessage("system", ""), new SimulatedMessage("user", "ab"));
    }

    [Fact]
    public async Task Read_ResponseFormat_ReachesTheAnswer()
    {
        var request = RawClient.Request("say \"hi\"");
        request["response_format"] = JsonNode.Parse("""{"type":"json_schema","json_schema":{"name":"persona","strict":true,"schema":{"type":"object"}}}""");

        var reply = await _client.AskAsync(request);

        _asked!.ResponseFormat.Should().Be(new SimulatedResponseFormat("json_schema", "persona", """{"type":"object"}"""));
        ((string)JsonNode.Parse(reply.Text)!["echo"]!).Should().Be("say \"hi\"");
    }

    [Fact]
    public async Task Read_RawLineSeparatorsAndALongPrompt_PassUnharmed()
    {
        var prompt = new StringBuilder().Append('\u2028').Append('\u2029').Append('é').Insert(0, "word ", 6000).ToString();
        var body = new StringBuilder("""{"model":"m","messages":[{"role":"user","content":"PROMPT"}]}""").Replace("PROMPT", prompt);

        var reply = await _client.AskAsync(body);

        _asked!.LastUserMessage.Should().Be(prompt);
        reply.Text.Should().Be($"Echo: {prompt}");
    }

    [Fact]
    public async Task Read_BodyOfTenMegabytes_IsRead()
    {
        _server.Change(options => options.ContextTokens = null);
        var body = Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":"a"}],"model":"m","x":"Y"}""".Replace("Y", new string('y', 10_000_000), StringComparison.Ordinal));

        (await _client.AskAsync(body)).Text.Should().Be("Echo: a");
    }

    [Fact]
    public async Task Read_BodyAboveTenMegabytes_IsTooLarge() =>
        (await _client.AskAsync(new byte[11_000_000])).Status.Should().Be(413);

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Read_BadRequest_IsA400InTheWordsOfOpenAi(string body, string message, string? code)
    {
        var reply = await _client.AskAsync(Encoding.UTF8.GetBytes(body));

        reply.Status.Should().Be(400);
        ((string)reply.Error["message"]!).Should().Match(message);
        ((string)reply.Error["type"]!, (string?)reply.Error["code"]).Should().Be(("invalid_request_error", code));
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", 405, "Only POST requests are accepted.")]
    [InlineData("POST", "/v1/completions", 404, "Invalid URL (POST /v1/completions)")]
    [InlineData("DELETE", "/v1/models", 404, "Invalid URL (DELETE /v1/models)")]
    public async Task Read_OtherMethodOrPath_SaysSo(string method, string path, int status, string message)
    {
        var reply = await _client.SendAsync(new HttpMethod(method), path, null);

        (reply.Status, (string)reply.Error["message"]!).Should().Be((status, message));
    }

    [Fact]
    public async Task Models_Listed_AreThoseThereAre()
    {
        _server.Change(options => options.Models.AddRange(["gpt-a", "gpt-b"]));

        var all = await _client.GetAsync("/v1/models");
        var one = await _client.GetAsync("/v1/models/gpt-b");
        var none = await _client.GetAsync("/v1/models/gpt-c");

        all.Json["data"]!.AsArray().Select(model => (string)model!["id"]!).Should().Equal("gpt-a", "gpt-b");
        ((string)one.Json["id"]!, none.Status).Should().Be(("gpt-b", 404));
    }

    [Fact]
    public async Task Headers_OfEveryReply_NameTheRequest()
    {
        var good = await _client.AskAsync("a");
        var bad = await _client.AskAsync(Encoding.UTF8.GetBytes("{}"));

        good.Header("x-request-id").Should().StartWith("req_").And.NotBe(bad.Header("x-request-id"));
        (good.Header("openai-version"), bad.Header("openai-version")).Should().Be(("2020-10-01", "2020-10-01"));
        (good.Header("server"), good.Header("x-ratelimit-limit-requests")).Should().Be((null, null));
    }
}
