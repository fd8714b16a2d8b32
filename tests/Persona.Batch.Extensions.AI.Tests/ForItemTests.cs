using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

/// <summary>Options that differ from item to item.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ForItemTests
{
    [Fact]
    public async Task ForItem_ChangesTheOptionsOfItsCallAlone()
    {
        var batch = Batch(static (item, options) => options.MaxOutputTokens = item.Length * 10);

        await batch.RunAsync("a", "bbb");

        batch.Client.Calls.Select(static call => (call.Prompt, call.Options.MaxOutputTokens, call.Options.Temperature))
            .Should().BeEquivalentTo([("a", 10, 0.5f), ("bbb", 30, 0.5f)]);
    }

    [Fact]
    public void ForItem_MostOutput_IsWhatIsReserved()
    {
        var sut = (ICallPlanner<string>)Batch(static (item, options) => options.MaxOutputTokens = item.Length).Provider();

        sut.EstimateTokens("12345678").Should().Be(new TokenUsage(2, 8));
        sut.EstimateTokens("1234").Should().Be(new TokenUsage(1, 4));
    }

    [Fact]
    public async Task ForItem_CutAnswer_NamesTheItemsOwnBound()
    {
        var batch = new ChatBatch<string>(static _ => Answers.Text("once", ChatFinishReason.Length))
        {
            Configure = static chat => chat.ForItem = static (_, options) => options.MaxOutputTokens = 7,
        };

        (await batch.FailureAsync()).Message.Should().Be("The answer was cut at MaxOutputTokens (7).");
    }

    [Fact]
    public async Task ForItem_AnotherModel_EndsTheRunBeforeAnyCall()
    {
        var batch = Batch(static (_, options) => options.ModelId = "another");

        var result = await batch.RunAsync("item");

        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain("'another'").And.Contain("'gpt-test'");
        batch.Client.Calls.Should().BeEmpty();
    }

    private static ChatBatch<string> Batch(Action<string, ChatOptions> forItem) => new(static _ => Answers.Text("yes"))
    {
        Configure = chat =>
        {
            chat.ChatOptions.Temperature = 0.5f;
            chat.ForItem = forItem;
        },
    };
}
