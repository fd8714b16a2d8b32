namespace PersonaBatch.Tests.Results;

public sealed class TokenUsageTests
{
    [Fact]
    public void Add_EveryField_AddsUp() =>
        (new TokenUsage(1, 2, 3, 4) + new TokenUsage(10, 20, 30, 40)).Should().Be(new TokenUsage(11, 22, 33, 44));

    [Fact]
    public void ModelPrice_CachedTokens_AreInTheInputAndPricedApart()
    {
        var price = new ModelPrice { InputPerMillion = 3, OutputPerMillion = 15, CachedPerMillion = 0.3m, CacheWritePerMillion = 3.75m };

        price.CostOf(new TokenUsage(1_000_000, 100_000, CachedInputTokens: 600_000, CacheWriteTokens: 100_000))
            .Should().Be((300_000 * 3 + 600_000 * 0.3m + 100_000 * 3.75m + 100_000 * 15) / 1_000_000m);
    }

    [Fact]
    public void ModelPrice_WithoutCachePrices_TakesTheInputs() =>
        new ModelPrice { InputPerMillion = 2 }.CostOf(new TokenUsage(1_000_000, 0, 500_000, 100_000)).Should().Be(2);
}
