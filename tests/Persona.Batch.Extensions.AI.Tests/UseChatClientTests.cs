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
