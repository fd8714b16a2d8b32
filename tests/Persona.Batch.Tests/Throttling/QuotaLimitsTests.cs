namespace PersonaBatch.Tests.Throttling;

public sealed class QuotaLimitsTests
{
    [Fact]
    public void And_TwoCaps_GivesTheTighterOfEach() =>
        new QuotaLimits(Concurrent: 5, RequestsPerMinute: 60).And(new QuotaLimits(Concurrent: 3, TokensPerMinute: 1000))
            .Should().Be(new QuotaLimits(Concurrent: 3, RequestsPerMinute: 60, TokensPerMinute: 1000));

    [Fact]
    public void Or_CapsAndAPreset_FillsWhatIsMissing() =>
        new QuotaLimits(RequestsPerMinute: 600).Or(new QuotaLimits(Concurrent: 5, RequestsPerMinute: 50))
            .Should().Be(new QuotaLimits(Concurrent: 5, RequestsPerMinute: 600));

    [Fact]
    public void ReplacedBy_RequestLimit_DropsTheCallsAtOnce() =>
        new QuotaLimits(Concurrent: 5, TokensPerMinute: 9).ReplacedBy(new QuotaLimits(RequestsPerMinute: 600)).Should().Be(new QuotaLimits(TokensPerMinute: 9));

    [Fact]
    public void ReplacedBy_InputAndOutputLimits_MeansThatThereIsNoRequestLimit() =>
        new QuotaLimits(Concurrent: 5, RequestsPerMinute: 50).ReplacedBy(new QuotaLimits(InputTokensPerMinute: 9, OutputTokensPerMinute: 9)).Should().Be(default(QuotaLimits));

    [Fact]
    public void ReplacedBy_InputLimitAlone_DropsTheTotal() =>
        new QuotaLimits(RequestsPerMinute: 60, TokensPerMinute: 32_000).ReplacedBy(new QuotaLimits(InputTokensPerMinute: 9)).Should().Be(new QuotaLimits(RequestsPerMinute: 60));

    [Fact]
    public void ReplacedBy_TotalTokensAlone_KeepsTheRest() =>
        new QuotaLimits(Concurrent: 5, RequestsPerMinute: 50).ReplacedBy(new QuotaLimits(TokensPerMinute: 9)).Should().Be(new QuotaLimits(Concurrent: 5, RequestsPerMinute: 50));

    [Fact]
    public void QuotaKey_Name_StandsForAllProvidersAndModels() =>
        QuotaKey.Of("team", "openai", "small").Should().Be(QuotaKey.Of("team", "azure", "large"));

    [Fact]
    public void QuotaKey_NoName_IsTheProviderAndTheModelWhateverTheCase()
    {
        QuotaKey.Of(null, "OpenAI", "Small").Should().Be(QuotaKey.Of(null, "openai", "small"));
        QuotaKey.Of(null, "openai", "small").Should().NotBe(QuotaKey.Of(null, "openai", "large"));
    }

    [Theory]
    [InlineData("anthropic", 5, 50, null, 2.0)]
    [InlineData("OpenAI", 10, 50, null, 1.5)]
    [InlineData("ollama", 2, 1000, null, null)]
    [InlineData("google", null, 60, 32_000, null)]
    [InlineData("mine", null, null, null, null)]
    public void ProviderPreset_Provider_IsWhereItStarts(string provider, int? concurrent, int? requests, int? tokens, double? multiplier) =>
        ProviderPreset.Of(provider).Should().Be(new ProviderPreset(new QuotaLimits(concurrent, requests, tokens), multiplier));
}
