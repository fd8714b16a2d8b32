using Microsoft.Extensions.Options;

namespace PersonaBatch.Tests.Throttling;

public sealed class ProviderOptionsTests
{
    public static TheoryData<ProviderOptions?, string> Wrong => new()
    {
        { null, "Providers[openai]: must not be null: leave the entry out, or give it limits" },
        { new() { Quota = "" }, "Providers[openai].Quota: must be 1 to 200 characters, none of them a control character, was ''" },
        { new() { Quota = new string('q', 201) }, $"Providers[openai].Quota: must be 1 to 200 characters, none of them a control character, was '{new string('q', 201)}'" },
        { new() { MaxConcurrent = 0 }, "Providers[openai].MaxConcurrent: must be 1 to 10000, was 0" },
        { new() { MaxConcurrent = 10_001 }, "Providers[openai].MaxConcurrent: must be 1 to 10000, was 10001" },
        { new() { RequestsPerMinute = 0 }, "Providers[openai].RequestsPerMinute: must be 1 to 1000000000, was 0" },
        { new() { RequestsPerMinute = 1_000_000_001 }, "Providers[openai].RequestsPerMinute: must be 1 to 1000000000, was 1000000001" },
        { new() { TokensPerMinute = 0 }, "Providers[openai].TokensPerMinute: must be 1 to 1000000000, was 0" },
        { new() { TokensPerMinute = 1_000_000_001 }, "Providers[openai].TokensPerMinute: must be 1 to 1000000000, was 1000000001" },
        { new() { InputTokensPerMinute = -1 }, "Providers[openai].InputTokensPerMinute: must be 1 to 1000000000, was -1" },
        { new() { InputTokensPerMinute = 1_000_000_001 }, "Providers[openai].InputTokensPerMinute: must be 1 to 1000000000, was 1000000001" },
        { new() { OutputTokensPerMinute = 0 }, "Providers[openai].OutputTokensPerMinute: must be 1 to 1000000000, was 0" },
        { new() { OutputTokensPerMinute = 1_000_000_001 }, "Providers[openai].OutputTokensPerMinute: must be 1 to 1000000000, was 1000000001" },
        { new() { RequestsPerDay = 0 }, "Providers[openai].RequestsPerDay: must be 1 to 1000000000, was 0" },
        { new() { RequestsPerDay = 1_000_000_001 }, "Providers[openai].RequestsPerDay: must be 1 to 1000000000, was 1000000001" },
        { new() { BackoffMultiplier = 0.99 }, "Providers[openai].BackoffMultiplier: must be 1 to 100, was 0.99" },
        { new() { BackoffMultiplier = 100.5 }, "Providers[openai].BackoffMultiplier: must be 1 to 100, was 100.5" },
        { new() { BackoffMultiplier = double.NaN }, "Providers[openai].BackoffMultiplier: must be 1 to 100, was NaN" },
    };

    public static TheoryData<ProviderOptions> AtTheBounds => new()
    {
        new ProviderOptions(),
        new ProviderOptions { Quota = "q", MaxConcurrent = 1, RequestsPerMinute = 1, TokensPerMinute = 1, InputTokensPerMinute = 1, OutputTokensPerMinute = 1, RequestsPerDay = 1, BackoffMultiplier = 1 },
        new ProviderOptions
        {
            Quota = new string('q', 200),
            MaxConcurrent = 10_000,
            RequestsPerMinute = 1_000_000_000,
            TokensPerMinute = 1_000_000_000,
            InputTokensPerMinute = 1_000_000_000,
            OutputTokensPerMinute = 1_000_000_000,
            RequestsPerDay = 1_000_000_000,
            BackoffMultiplier = 100,
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Processor_WrongEntry_IsRefusedWithRangeAndValue(ProviderOptions? entry, string fault) =>
        FluentActions.Invoking(() => New(entry)).Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(fault);

    [Theory]
    [MemberData(nameof(AtTheBounds))]
    public void Processor_ValuesAtTheBounds_AreTaken(ProviderOptions entry) => FluentActions.Invoking(() => New(entry)).Should().NotThrow();

    [Fact]
    public void Defaults_SetNoCap() => typeof(ProviderOptions).GetProperties().Should().OnlyContain(static property => property.GetValue(new ProviderOptions()) == null);

    private static OptimisedBatchProcessor<int, int> New(ProviderOptions? entry) =>
        new(static (item, _) => ValueTask.FromResult(item), new BatchOptions { Providers = { ["openai"] = entry! } });
}
