using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

[Collection(VirtualTimeCollection.Name)]
public sealed class FinishReasonTests
{
    private readonly UsageDetails _usage = new() { InputTokenCount = 10, OutputTokenCount = 5 };

    [Fact]
    public async Task Length_IsInvalidAndNamesTheBound()
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("once upon a", ChatFinishReason.Length))
        {
            Configure = chat => chat.ChatOptions.MaxOutputTokens = 200,
        };

        var failure = await batch.FailureAsync();

        failure.Should().Be(
            new BatchFailure(FailureClass.InvalidResponse, "The answer was cut at MaxOutputTokens (200).") { Code = "length", ResponseText = "once upon a" });
    }

    [Fact]
    public async Task Length_WithoutABound_SaysThatNoneIsSet()
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("once upon a", ChatFinishReason.Length));

        (await batch.FailureAsync()).Message.Should().Contain("MaxOutputTokens is not set");
    }

    [Fact]
    public async Task Length_AcceptTruncated_IsAText()
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("once upon a", ChatFinishReason.Length)) { Configure = chat => chat.AcceptTruncated = true };

        (await batch.RunAsync("item")).Values.Should().Equal("once upon a");
    }

    [Fact]
    public async Task Length_AcceptTruncatedButEmpty_IsInvalid()
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("", ChatFinishReason.Length)) { Configure = chat => chat.AcceptTruncated = true };

        (await batch.FailureAsync()).Code.Should().Be("length");
    }

    [Fact]
    public async Task Length_AcceptTruncatedButStructured_IsInvalid()
    {
        var batch = new ChatBatch<Persona>(_ => Answers.Text("""{"name":"Ada","age":3}""", ChatFinishReason.Length)) { Configure = chat => chat.AcceptTruncated = true };

        (await batch.FailureAsync()).Class.Should().Be(FailureClass.InvalidResponse);
    }

    [Fact]
    public async Task ContentFilter_IsFilteredAndNotAskedAgain()
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("I wou", ChatFinishReason.ContentFilter));

        var failure = await batch.FailureAsync();

        failure.Class.Should().Be(FailureClass.ContentFiltered);
        failure.ResponseText.Should().Be("I wou");
        batch.Client.Calls.Should().ContainSingle();
    }

    [Theory]
    [InlineData("Refusal", FailureClass.ContentFiltered)]
    [InlineData(null, FailureClass.ContentFiltered)]
    [InlineData("server_error", FailureClass.ServerError)]
    [InlineData("rate_limit_exceeded", FailureClass.RateLimited)]
    public async Task ErrorContent_IsARefusalUnlessItsCodeSaysOtherwise(string? code, FailureClass expected)
    {
        var batch = new ChatBatch<Persona>(_ => Answers.Of([new ErrorContent("I cannot help with that.") { ErrorCode = code }], ChatFinishReason.Stop));

        var failure = await batch.FailureAsync();

        failure.Should().Be(new BatchFailure(expected, "I cannot help with that.") { Code = code });
    }

    [Fact]
    public async Task ToolCalls_IsRefusedByTheToolsName()
    {
        var batch = new ChatBatch<string>(_ => Answers.Of([new FunctionCallContent("1", "look_up")], ChatFinishReason.ToolCalls));

        var failure = await batch.FailureAsync();

        failure.Class.Should().Be(FailureClass.InvalidRequest);
        failure.Message.Should().Contain("'look_up'").And.Contain("UseFunctionInvocation");
        batch.Client.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task ToolCall_UnderAnotherFinishReason_IsRefusedToo()
    {
        var batch = new ChatBatch<string>(_ => Answers.Of([new FunctionCallContent("1", "look_up")], ChatFinishReason.Stop));

        (await batch.FailureAsync()).Class.Should().Be(FailureClass.InvalidRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task Empty_IsInvalid(string text)
    {
        var batch = new ChatBatch<string>(_ => Answers.Text(text));

        var failure = await batch.FailureAsync();

        failure.Class.Should().Be(FailureClass.InvalidResponse);
        failure.Message.Should().Be("The answer is empty.");
    }

    [Fact]
    public async Task NoMessageAtAll_IsInvalid()
    {
        var batch = new ChatBatch<string>(_ => new ChatResponse());

        (await batch.FailureAsync()).Class.Should().Be(FailureClass.InvalidResponse);
    }

    [Fact]
    public async Task NoFinishReason_OfAClientThatMayNameNone_IsAGoodAnswer()
    {
        var batch = new ChatBatch<string>(_ => Answers.Of([new TextContent("yes")]));

        (await batch.RunAsync("item")).Values.Should().Equal("yes");
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("ollama")]
    public async Task NoFinishReason_OfAClientThatAlwaysNamesOne_BrokeOffAndTheModelIsNotBlamed(string provider)
    {
        ChatResponse Script(ChatCall call) => call.Number == 1 ? Answers.Of([new TextContent("once upon")]) : Answers.Text("once upon a time");
        var batch = new ChatBatch<string>(Script) { Client = new(Script) { Metadata = new(provider, defaultModelId: "m") } };

        var result = await batch.RunAsync("item");

        result.Values.Should().Equal("once upon a time");
        batch.Client.Calls[1].Transcript.Should().Equal("user: item");
    }

    [Fact]
    public async Task NoFinishReason_ThreeTimes_KeepsWhatCame()
    {
        static ChatResponse Script(ChatCall call) => Answers.Of([new TextContent("once upon")]);
        var batch = new ChatBatch<string>(Script) { Client = new(Script) { Metadata = new("openai") } };

        (await batch.FailureAsync()).Should().BeEquivalentTo(new { Class = FailureClass.InvalidResponse, Code = "incomplete", ResponseText = "once upon" });
    }

    [Theory]
    [InlineData("length", 3)]
    [InlineData("content_filter", 1)]
    [InlineData("tool_calls", 1)]
    public async Task AnyFault_ItsUsageIsCounted(string reason, int calls)
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("text", new ChatFinishReason(reason), _usage));

        var result = await batch.RunAsync("item");

        result.Failed.Should().ContainSingle().Which.Usage.Should().Be(new TokenUsage(10 * calls, 5 * calls));
    }
}
