using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests.Docs;

/// <summary>The page says what is compiled, and what it says is true.</summary>
public sealed class ChatClientsPageTests
{
    [Fact]
    public async Task Page_ItsCode_IsTheCompiledOne()
    {
        var compiled = Flat(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Docs", "ChatClientsPage.cs")));
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Docs", "chat-clients.md"));

        var blocks = page.Split("```csharp\n").Skip(1).Select(block => Flat(block.Split("```")[0])).ToList();

        blocks.Should().HaveCount(11).And.AllSatisfy(block => compiled.Should().Contain(block));
    }

    [Fact]
    public void SetUp_TheClient_IsKnownByNameAndModel()
    {
        using var client = ChatClientsPage.SetUp("no key");

        var sut = (ICallPlanner<string>)client.AsBatchProvider<string, string>(city => city);

        (sut.Provider, sut.Model).Should().Be(("openai", "gpt-5-mini"));
    }

    [Theory]
    [InlineData("\"rest\"", null)]
    [InlineData("", "The persona has no goals.")]
    public async Task Structured_Persona_MustHaveGoals(string goals, string? fault)
    {
        using var client = new ScriptedChatClient(_ => Answers.Text($$"""{"name":"Ada","age":36,"goals":[{{goals}}]}"""));
        var options = new BatchOptions { Retry = { MaxAttempts = 1 }, Processing = { Checkpoint = { Enabled = false } } };

        var result = await ChatClientsPage.Structured(client, options).ProcessAsync([new("b-1", "a mathematician")]);

        result.Failed.Select(outcome => outcome.Failure!.Message).Should().Equal(fault is null ? [] : [fault]);
        result.Values.Should().BeEquivalentTo(fault is null ? [new ChatClientsPage.Persona("Ada", 36, ["rest"])] : Array.Empty<ChatClientsPage.Persona>());
        client.Calls.Single().Prompt.Should().Be("Write a persona for: a mathematician");
    }

    [Fact]
    public async Task ReadAgain_AfterABetterValidation_IsFree()
    {
        using var directory = new TempDirectory();
        using var client = new ScriptedChatClient(_ => Answers.Text("""{"name":"Ada","age":36,"goals":[]}"""));
        var options = new BatchOptions { BatchId = "personas", Retry = { MaxAttempts = 1 }, Processing = { Checkpoint = { Directory = directory.Path } } };
        ChatClientsPage.Brief[] briefs = [new("b-1", "a mathematician")];
        await ChatClientsPage.Structured(client, options).ProcessAsync(briefs);
        var better = new OptimisedBatchProcessor<ChatClientsPage.Brief, ChatClientsPage.Persona>(
            client.AsBatchProvider<ChatClientsPage.Brief, ChatClientsPage.Persona>(brief => brief.Text), options, new() { ItemId = brief => brief.Id });

        var result = await ChatClientsPage.ReadAgainAsync(better, briefs);
        await ChatClientsPage.AskAgainAsync(better, briefs);

        result.Values.Single().Name.Should().Be("Ada");
        client.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Container_ItsProcessor_IsMadeOfTheSection()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("OPENAI_API_KEY", "no key"), new("batch:max_failure_rate", "0.25")]).Build();
        var services = new ServiceCollection();

        ChatClientsPage.Container(services, configuration);
        ChatClientsPage.Interactive(services, configuration);

        await using var container = services.BuildServiceProvider();
        container.GetService<OptimisedBatchProcessor<ChatClientsPage.Brief, ChatClientsPage.Persona>>().Should().NotBeNull();
        container.GetRequiredKeyedService<IChatClient>("interactive").GetService<ChatClientMetadata>()!.DefaultModelId.Should().Be("gpt-5-mini");
        var options = container.GetRequiredService<IOptionsMonitor<BatchOptions>>().Get("personas");
        (options.Provider, options.MaxFailureRate).Should().Be(("openai", 0.25));
    }

    [Fact]
    public void ForItem_ItsMostOutput_IsReserved()
    {
        using var client = new ScriptedChatClient(_ => Answers.Text("yes"));

        ((ICallPlanner<string>)ChatClientsPage.ForItem(client)).EstimateTokens(new string('x', 400)).OutputTokens.Should().Be(150);
    }

    [Fact]
    public async Task Second_FirstHasNoQuotaLeft_ItAnswers()
    {
        using var first = new ScriptedChatClient(_ => throw new ProviderException(new BatchFailure(FailureClass.QuotaExhausted)));
        using var second = new ScriptedChatClient(_ => Answers.Text("""{"name":"Ada","age":36,"goals":["rest"]}"""));
        var services = new ServiceCollection().AddSingleton<IChatClient>(first);
        var builder = services.AddBatchProcessor<ChatClientsPage.Brief, ChatClientsPage.Persona>("personas")
            .UseChatClient("openai", brief => brief.Text)
            .Configure(options => options.Processing.Checkpoint.Enabled = false);

        ChatClientsPage.Second(services, builder, second);

        await using var container = services.BuildServiceProvider();
        var result = await container.GetRequiredService<OptimisedBatchProcessor<ChatClientsPage.Brief, ChatClientsPage.Persona>>().ProcessAsync([new("b-1", "a nurse")]);
        (result.Outcomes.Single().Provider, second.Calls.Single().Prompt).Should().Be(("anthropic", "Write a persona for: a nurse"));
    }

    [Fact]
    public async Task Prices_OfTheModel_AreCounted()
    {
        using var client = new ScriptedChatClient(_ => Answers.Text("yes", usage: new() { InputTokenCount = 1_000_000, OutputTokenCount = 1_000 }))
        {
            Metadata = new("test", defaultModelId: "gpt-5-mini"),
        };
        var options = ChatClientsPage.Prices();
        options.Processing.Checkpoint.Enabled = false;

        var result = await new OptimisedBatchProcessor<string, string>(client.AsBatchProvider<string, string>(item => item), options).ProcessAsync(["item"]);

        result.CostUsd.Should().Be(0.252m);
    }

    /// <summary>Without its line ends and indentation.</summary>
    private static string Flat(string code) => string.Join('\n', code.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
