using Microsoft.Extensions.DependencyInjection;
using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

public sealed class UseChatClientTests
{
    [Theory]
    [InlineData(false, "plain")]
    [InlineData(true, "keyed")]
    public async Task UseChatClient_TheClientOfThatName_ComesFirst(bool isKeyed, string expected)
    {
        var services = new ServiceCollection().AddSingleton<IChatClient>(new ScriptedChatClient(_ => Answers.Text("plain")));
        if (isKeyed)
        {
            services.AddKeyedSingleton<IChatClient>("ours", new ScriptedChatClient(_ => Answers.Text("keyed")));
        }

        services.AddBatchProcessor<string, string>("names")
            .UseChatClient("ours", item => item)
            .Configure(options => options.Processing.Checkpoint.Enabled = false);
        await using var container = services.BuildServiceProvider();

        var result = await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["item"]);

        var outcome = result.Succeeded.Should().ContainSingle().Which;
        (outcome.Value, outcome.Provider).Should().Be((expected, "ours"));
    }

    [Fact]
    public void ThenUseChatClient_NoClientOfThatName_IsRefusedWhenTheProcessorIsMade()
    {
        var services = new ServiceCollection().AddSingleton<IChatClient>(new ScriptedChatClient(_ => Answers.Text("plain")));
        services.AddBatchProcessor<string, string>("names").UseChatClient("ours", item => item).ThenUseChatClient("theirs", item => item);

        var sut = services.BuildServiceProvider();

        sut.Invoking(container => container.GetRequiredService<OptimisedBatchProcessor<string, string>>())
            .Should().Throw<InvalidOperationException>("the first one's client is no second one");
    }

    [Fact]
    public async Task ThenUseChatClient_EachModelHasItsPrice_TheOneThatAnsweredCounts()
    {
        var services = new ServiceCollection()
            .AddKeyedSingleton<IChatClient>("ours", new ScriptedChatClient(_ => throw new ProviderException(new BatchFailure(FailureClass.Unauthorized))) { Metadata = new("ours", defaultModelId: "dear") })
            .AddKeyedSingleton<IChatClient>("theirs", new ScriptedChatClient(_ => Answers.Text("yes", usage: new() { InputTokenCount = 1_000_000, OutputTokenCount = 0 })) { Metadata = new("theirs", defaultModelId: "cheap") });
        services.AddBatchProcessor<string, string>("names")
            .UseChatClient("ours", item => item)
            .ThenUseChatClient("theirs", item => item)
            .Configure(options =>
            {
                options.Processing.Checkpoint.Enabled = false;
                options.Prices["dear"] = new ModelPrice { InputPerMillion = 10 };
                options.Prices["cheap"] = new ModelPrice { InputPerMillion = 1 };
            });
        await using var container = services.BuildServiceProvider();

        var result = await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["item"]);

        var outcome = result.Outcomes.Single();
        (outcome.Provider, outcome.CostUsd).Should().Be(("theirs", 1m));
    }

    [Fact]
    public async Task UseChatClient_SectionNamesAnotherProvider_ThatOneCounts()
    {
        var services = new ServiceCollection().AddSingleton<IChatClient>(new ScriptedChatClient(_ => Answers.Text("yes")));
        services.AddBatchProcessor<string, string>("names")
            .Configure(options => options.Provider = "azure")
            .UseChatClient("ours", item => item)
            .Configure(options => options.Processing.Checkpoint.Enabled = false);
        await using var container = services.BuildServiceProvider();

        var result = await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["item"]);

        result.Outcomes.Single().Provider.Should().Be("azure");
    }
}
