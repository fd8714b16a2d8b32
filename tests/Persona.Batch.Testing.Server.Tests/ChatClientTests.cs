using Microsoft.Extensions.AI;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

/// <summary>What the official SDK of each wire makes of the server, through Microsoft.Extensions.AI.</summary>
public sealed class ChatClientTests : IAsyncLifetime
{
    private static readonly TokenUsage Counted = new(100, 20, CachedInputTokens: 30, CacheWriteTokens: 10);

    private SimulatedServer _server = null!;
    private SimulatedRequest? _asked;
    private SimulatedAnswer _answer = new("An answer of more than one piece, 😀 and all") { Usage = Counted };

    public static TheoryData<SimulatedWire> Wires => WireCall.All;

    public static TheoryData<SimulatedWire, TokenUsage> Told => new()
    {
        { SimulatedWire.OpenAI, Counted with { CacheWriteTokens = 0 } },
        { SimulatedWire.Anthropic, Counted },
        { SimulatedWire.Ollama, new TokenUsage(100, 20) },
        { SimulatedWire.Gemini, Counted with { CacheWriteTokens = 0 } },
    };

    public async Task InitializeAsync() => _server = await SimulatedServer.StartAsync(answer: request =>
    {
        _asked = request;
        return _answer;
    });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Told))]
    public async Task GetResponseAsync_Answered_ReadsTextFinishAndTheUsageOfTheJournal(SimulatedWire wire, TokenUsage told)
    {
        using var sut = ChatClients.Of(_server, wire);

        var response = await sut.GetResponseAsync("Hello");

        (response.Text, response.FinishReason, response.ModelId).Should().Be((_answer.Text, ChatFinishReason.Stop, WireCall.Model));
        UsageOf(response.Usage).Should().Be(told);
        (_server.Calls[0].Wire, _server.Calls[0].Usage, _server.Calls[0].Path).Should().Be((wire, told, WireCall.PathOf(wire)));
    }

    [Theory]
    [MemberData(nameof(Told))]
    public async Task GetStreamingResponseAsync_Answered_ReadsTheSameInPieces(SimulatedWire wire, TokenUsage told)
    {
        using var sut = ChatClients.Of(_server, wire);

        var updates = await sut.GetStreamingResponseAsync("Hello").ToListAsync();

        updates.Count(update => update.Text.Length > 0).Should().Be(3);
        var response = updates.ToChatResponse();
        (response.Text, response.FinishReason, UsageOf(response.Usage)).Should().Be((_answer.Text, ChatFinishReason.Stop, told));
        (_asked!.Stream, _server.Calls[0].Usage).Should().Be((true, told));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task GetResponseAsync_OfAType_AsksForItsSchemaAndReadsIt(SimulatedWire wire)
    {
        _answer = """{"name":"Ada","age":36}""";
        using var sut = ChatClients.Of(_server, wire);

        var response = await sut.GetResponseAsync<Persona>("Who?");

        response.Result.Should().Be(new Persona("Ada", 36));
        _asked!.ResponseFormat!.Type.Should().Be("json_schema");
        _asked.ResponseFormat.Schema.Should().Contain("\"age\"").And.Contain("\"required\"");
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task GetResponseAsync_OfAType_EchoesJsonByDefault(SimulatedWire wire)
    {
        await using var server = await SimulatedServer.StartAsync();
        using var sut = ChatClients.Of(server, wire);

        var response = await sut.GetResponseAsync<Echoed>("say \"hi\"");

        response.Result.Should().Be(new Echoed("say \"hi\""));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task GetResponseAsync_AConversation_IsTheSamePromptOnEveryWire(SimulatedWire wire)
    {
        using var sut = ChatClients.Of(_server, wire);

        await sut.GetResponseAsync([new(ChatRole.System, "be short"), new(ChatRole.User, "hi"), new(ChatRole.Assistant, "yo"), new(ChatRole.User, "go")]);

        SimulatedMessage[] messages = [new("system", "be short"), new("user", "hi"), new("assistant", "yo"), new("user", "go")];
        _asked!.Messages.Should().Equal(messages);
        (_asked.Wire, _asked.Key, _asked.LastUserMessage).Should().Be((wire, PromptHash.Of(messages), "go"));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task GetResponseAsync_LongerThanAskedFor_IsCutAndSaysSo(SimulatedWire wire)
    {
        _answer = "a text of many more than three tokens";
        using var sut = ChatClients.Of(_server, wire);

        var whole = await sut.GetResponseAsync("Hello", new() { MaxOutputTokens = 3 });
        var streamed = (await sut.GetStreamingResponseAsync("Hello", new() { MaxOutputTokens = 3 }).ToListAsync()).ToChatResponse();

        (whole.Text, whole.FinishReason, whole.Usage?.OutputTokenCount).Should().Be(("a text of ma", ChatFinishReason.Length, 3));
        (streamed.Text, streamed.FinishReason, streamed.Usage?.OutputTokenCount).Should().Be(("a text of ma", ChatFinishReason.Length, 3));
        _server.Calls.Should().OnlyContain(call => call.MaxTokens == 3 && call.ReservedTokens == 5);
    }

    [Theory]
    [InlineData(SimulatedWire.OpenAI)]
    [InlineData(SimulatedWire.Anthropic)]
    [InlineData(SimulatedWire.Gemini)]
    public async Task GetResponseAsync_Filtered_SaysSo(SimulatedWire wire)
    {
        _answer = new SimulatedAnswer("") { FinishReason = "content_filter" };
        using var sut = ChatClients.Of(_server, wire);

        var response = await sut.GetResponseAsync("Hello");

        response.FinishReason.Should().Be(ChatFinishReason.ContentFilter);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task GetResponseAsync_Refused_IsOneCallAndAnException(SimulatedWire wire)
    {
        _server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(7)));
        using var sut = ChatClients.Of(_server, wire);

        (await sut.Invoking(client => client.GetResponseAsync("Hello")).Should().ThrowAsync<Exception>()).Which.Message.Should().MatchRegex("429|TooManyRequests");
        _server.Calls.Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task GetStreamingResponseAsync_Unfinished_HasNoFinishReason(SimulatedWire wire)
    {
        _server.FailNext(SimulatedFault.UnfinishedStream);
        using var sut = ChatClients.Of(_server, wire);

        var response = (await sut.GetStreamingResponseAsync("Hello").ToListAsync()).ToChatResponse();

        response.FinishReason.Should().BeNull();
        _answer.Text.Should().StartWith(response.Text);
        (_server.Calls[0].Answered, _server.Calls[0].Status).Should().Be((false, 200));
    }

    [Theory]
    [InlineData(SimulatedWire.OpenAI)]
    [InlineData(SimulatedWire.Ollama)]
    [InlineData(SimulatedWire.Gemini)]
    public async Task GetStreamingResponseAsync_ErrorInStream_IsPassedOverBySdksWithoutEventNames(SimulatedWire wire)
    {
        _server.FailNext(SimulatedFault.ErrorInStream);
        using var sut = ChatClients.Of(_server, wire);

        var response = (await sut.GetStreamingResponseAsync("Hello").ToListAsync()).ToChatResponse();

        response.FinishReason.Should().BeNull();
    }

    [Fact]
    public async Task TotalUsage_OfOnePromptOnEveryWire_CountsInputAndOutputAlike()
    {
        _answer = "the same answer";
        foreach (var wire in Enum.GetValues<SimulatedWire>())
        {
            using var client = ChatClients.Of(_server, wire);
            await client.GetResponseAsync("the same prompt");
        }

        _server.Calls.Select(call => call.Usage).Distinct().Should().Equal(new TokenUsage(4, 4));
        _server.Calls.TotalUsage().Should().Be(new TokenUsage(16, 16));
    }

    private static TokenUsage UsageOf(UsageDetails? usage) => new(
        usage!.InputTokenCount!.Value,
        usage.OutputTokenCount!.Value,
        usage.CachedInputTokenCount ?? 0,
        usage.AdditionalCounts?.GetValueOrDefault("CacheCreationInputTokens") ?? 0);

    private sealed record Persona(string Name, int Age);

    private sealed record Echoed(string Echo);
}
