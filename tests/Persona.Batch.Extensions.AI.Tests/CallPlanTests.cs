using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

/// <summary>What the provider knows before its first call.</summary>
public sealed class CallPlanTests
{
    private static readonly ScriptedChatClient Client = new(_ => Answers.Text("yes"));

    [Fact]
    public void ProviderAndModel_ComeFromTheClient()
    {
        var sut = Plan();

        (sut.Provider, sut.Model).Should().Be(("test", "gpt-test"));
    }

    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "openai")]
    [InlineData("openai", "https://eu.api.openai.com/v1", "openai")]
    [InlineData("openai", "http://127.0.0.1:8080/v1", "openai-compatible")]
    [InlineData("openai", "https://api.openai.com.example/v1", "openai-compatible")]
    [InlineData("anthropic", "http://127.0.0.1:8080", "anthropic")]
    public void Provider_OfAnOpenAIClientAtAnotherAddress_IsNotOpenAI(string name, string address, string expected)
    {
        using var client = new ScriptedChatClient(_ => Answers.Text("yes")) { Metadata = new(name, new Uri(address), "gpt-test") };

        ((ICallPlanner<string>)client.AsBatchProvider<string, string>(item => item)).Provider.Should().Be(expected);
    }

    [Fact]
    public void Model_OfTheChatOptions_ComesFirst() => Plan(chat => chat.ChatOptions.ModelId = "gpt-mine").Model.Should().Be("gpt-mine");

    [Fact]
    public void ProviderAndModel_OfAClientThatSaysNothing_AreUnknown()
    {
        using var silent = new ScriptedChatClient(_ => Answers.Text("yes")) { Metadata = null };

        var sut = (ICallPlanner<string>)silent.AsBatchProvider<string, string>(item => item);

        (sut.Provider, sut.Model).Should().Be((null, null));
    }

    [Fact]
    public void Fingerprint_NothingSet_IsEmpty() => Plan(chat => chat.ChatOptions.MaxOutputTokens = 200).Fingerprint.Should().BeEmpty();

    [Fact]
    public void Fingerprint_HoldsWhatIsSet()
    {
        var sut = Plan(chat =>
        {
            chat.SystemPrompt = "Be short.";
            chat.ChatOptions = new()
            {
                Instructions = "In French.",
                Temperature = 0.5f,
                TopP = 0.9f,
                TopK = 40,
                Seed = 7,
                FrequencyPenalty = 1,
                PresencePenalty = 2,
                Reasoning = new() { Effort = ReasoningEffort.Low },
                StopSequences = ["END", "STOP"],
                Tools = [AIFunctionFactory.Create(() => 1, "roll")],
            };
        });

        sut.Fingerprint.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["system prompt"] = "Be short. #815fa947",
            ["instructions"] = "In French. #f383fe62",
            ["temperature"] = "0.5",
            ["top p"] = "0.9",
            ["top k"] = "40",
            ["seed"] = "7",
            ["frequency penalty"] = "1",
            ["presence penalty"] = "2",
            ["reasoning effort"] = "Low",
            ["stop sequences"] = "END, STOP #a835e645",
            ["tools"] = "roll #acfe1fec",
        });
    }

    [Theory]
    [InlineData(true, "200")]
    [InlineData(false, null)]
    public void Fingerprint_MostOutputTokens_OnlyWhereCutAnswersAreKept(bool acceptTruncated, string? expected)
    {
        var sut = Plan(chat =>
        {
            chat.AcceptTruncated = acceptTruncated;
            chat.ChatOptions.MaxOutputTokens = 200;
        });

        sut.Fingerprint.GetValueOrDefault("max output tokens").Should().Be(expected);
    }

    [Theory]
    [InlineData("You write personas for a  bank\nthat sells loans to farmers.", "You write personas for a bank that sells… #")]
    [InlineData("éééééééééééééééééééééééééééééééééééééééé…", "éééééééééééééééééééééééééééééééééééééééé… #")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa😀😀", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… #")]
    public void Fingerprint_LongPrompt_IsAbridgedBetweenWords(string prompt, string expected) =>
        Plan(chat => chat.SystemPrompt = prompt).Fingerprint["system prompt"].Should().StartWith(expected).And.HaveLength(expected.Length + 8);

    [Fact]
    public void Fingerprint_PromptsThatDifferAtTheirEnd_Differ()
    {
        var prompt = new string('a', 100);

        Plan(chat => chat.SystemPrompt = prompt + "1").Fingerprint.Should().NotBeEquivalentTo(Plan(chat => chat.SystemPrompt = prompt + "2").Fingerprint);
    }

    [Fact]
    public void EstimateTokens_CountsAQuarterOfTheBytesOfAllMessages()
    {
        var sut = Plan(chat =>
        {
            chat.SystemPrompt = "12345678";
            chat.ChatOptions.Instructions = "1234";
            chat.ChatOptions.MaxOutputTokens = 200;
        });

        sut.EstimateTokens("ééé").Should().Be(new TokenUsage(5, 200), "18 bytes");
    }

    [Fact]
    public void EstimateTokens_Messages_AreAllCounted()
    {
        var sut = Plan(chat => chat.Messages = item => [new(ChatRole.User, "1234"), new(ChatRole.Assistant, item)]);

        sut.EstimateTokens("12345678").Should().Be(new TokenUsage(3, 0));
    }

    [Fact]
    public void EstimateTokens_StructuredResult_CountsItsSchema()
    {
        var sut = (ICallPlanner<string>)Client.AsBatchProvider<string, Persona>(item => item);

        sut.EstimateTokens("1234").InputTokens.Should().BeInRange(30, 200);
    }

    private static ICallPlanner<string> Plan(Action<ChatCallOptions<string>>? configure = null) =>
        (ICallPlanner<string>)Client.AsBatchProvider<string, string>(item => item, configure);
}
