using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

[Collection(VirtualTimeCollection.Name)]
public sealed class UsageTests
{
    [Fact]
    public async Task Usage_CachedAndWritten_AreCountedAndPricedOnce()
    {
        var batch = Batch(new() { InputTokenCount = 1_000_000, OutputTokenCount = 100_000, CachedInputTokenCount = 600_000, AdditionalCounts = new() { ["CacheCreationInputTokens"] = 100_000 } });
        batch.Options.Prices["gpt-test"] = new() { InputPerMillion = 3, CachedPerMillion = 0.3m, CacheWritePerMillion = 3.75m, OutputPerMillion = 15 };

        var result = await batch.RunAsync("item");

        result.Usage.Should().Be(new TokenUsage(1_000_000, 100_000, 600_000, 100_000));
        result.CostUsd.Should().Be((0.3m * 3) + (0.6m * 0.3m) + (0.1m * 3.75m) + (0.1m * 15));
    }

    [Fact]
    public async Task Usage_NotReported_StaysUnknown()
    {
        (await Batch(null).RunAsync("item")).Outcomes.Single().Usage.Should().BeNull();
        (await Batch(new()).RunAsync("item")).Outcomes.Single().Usage.Should().BeNull();
    }

    [Theory]
    [InlineData(null, 5L, null, 0L, 5L, 0L)]
    [InlineData(10L, null, null, 10L, 0L, 0L)]
    [InlineData(-10L, -5L, -1L, 0L, 0L, 0L)]
    [InlineData(10L, 5L, 60L, 60L, 5L, 60L)]
    public async Task Usage_NumbersThatCannotBe_ArePutRight(long? input, long? output, long? cached, long wantedInput, long wantedOutput, long wantedCached)
    {
        var batch = Batch(new() { InputTokenCount = input, OutputTokenCount = output, CachedInputTokenCount = cached });

        var result = await batch.RunAsync("item");

        result.Outcomes.Single().Usage.Should().Be(new TokenUsage(wantedInput, wantedOutput, wantedCached));
    }

    [Fact]
    public async Task Usage_OfAnUnreadableAnswer_IsCounted()
    {
        var batch = new ChatBatch<Persona>(call =>
            Answers.Text(call.Number == 1 ? "{" : """{"name":"Ada","age":36}""", usage: new() { InputTokenCount = 10, OutputTokenCount = 5 }));

        var result = await batch.RunAsync("item");

        result.Succeeded.Should().ContainSingle().Which.Usage.Should().Be(new TokenUsage(20, 10));
    }

    private static ChatBatch<string> Batch(UsageDetails? usage) => new(_ => Answers.Text("yes", usage: usage));
}
