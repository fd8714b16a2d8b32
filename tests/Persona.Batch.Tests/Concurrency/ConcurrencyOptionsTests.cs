using Microsoft.Extensions.Options;

namespace PersonaBatch.Tests.Concurrency;

public sealed class ConcurrencyOptionsTests
{
    public static TheoryData<ConcurrencyOptions, string> Wrong => new()
    {
        { new() { MaxWorkers = 0 }, "MaxWorkers: must be 1 to 10000, was 0" },
        { new() { MaxWorkers = 10_001 }, "MaxWorkers: must be 1 to 10000, was 10001" },
        { new() { MinWorkers = 0 }, "MinWorkers: must be 1 to MaxWorkers (20), was 0" },
        { new() { MinWorkers = 21 }, "MinWorkers: must be 1 to MaxWorkers (20), was 21" },
        { new() { MinWorkers = 6, MaxWorkers = 5 }, "MinWorkers: must be 1 to MaxWorkers (5), was 6" },
        { new() { Algorithm = (ConcurrencyAlgorithm)9 }, "Algorithm: must be one of Auto, Windowed, was 9" },
        { new() { TargetLatencyMs = 0 }, "TargetLatencyMs: must be 1 to 86400000, was 0" },
        { new() { TargetLatencyMs = 86_400_001 }, "TargetLatencyMs: must be 1 to 86400000, was 86400001" },
        { new() { SuccessThreshold = 1.01 }, "SuccessThreshold: must be 0 to 1, was 1.01" },
        { new() { SuccessThreshold = double.NaN }, "SuccessThreshold: must be 0 to 1, was NaN" },
        { new() { SuccessThreshold = -0.1 }, "SuccessThreshold: must be 0 to 1, was -0.1" },
        { new() { SuccessThreshold = 0.75 }, "SuccessThreshold: must be DecreaseThreshold (0.8) to 1, was 0.75" },
        { new() { DecreaseThreshold = 0.95 }, "SuccessThreshold: must be DecreaseThreshold (0.95) to 1, was 0.9" },
        { new() { DecreaseThreshold = -0.01 }, "DecreaseThreshold: must be 0 to 1, was -0.01" },
        { new() { DecreaseThreshold = double.NaN }, "DecreaseThreshold: must be 0 to 1, was NaN" },
    };

    public static TheoryData<ConcurrencyOptions> AtTheBounds => new()
    {
        new ConcurrencyOptions { MinWorkers = 1, MaxWorkers = 1, TargetLatencyMs = 1, SuccessThreshold = 0, DecreaseThreshold = 0 },
        new ConcurrencyOptions { MinWorkers = 10_000, MaxWorkers = 10_000, TargetLatencyMs = 86_400_000, SuccessThreshold = 1, DecreaseThreshold = 1 },
        new ConcurrencyOptions { MinWorkers = 20, Algorithm = ConcurrencyAlgorithm.Windowed, SuccessThreshold = 0.8 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Controller_WrongValue_IsRefusedWithRangeAndValue(ConcurrencyOptions options, string fault) =>
        FluentActions.Invoking(() => new AdaptiveConcurrency(options)).Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(fault);

    [Theory]
    [MemberData(nameof(AtTheBounds))]
    public void Controller_ValuesAtTheBounds_AreTaken(ConcurrencyOptions options) =>
        new AdaptiveConcurrency(options).Limit.Should().Be(options.MinWorkers);

    [Fact]
    public void Controller_SeveralFaults_NamesThemAll() =>
        FluentActions.Invoking(static () => new AdaptiveConcurrency(new() { MaxWorkers = 0, MinWorkers = 0, TargetLatencyMs = 0, DecreaseThreshold = 2, SuccessThreshold = 2 }))
            .Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCount(5);

    [Fact]
    public void Processor_WrongValue_IsRefusedWithItsSection()
    {
        var options = new BatchOptions { Concurrency = { TargetLatencyMs = 0, MinWorkers = 30 } };

        FluentActions.Invoking(() => new OptimisedBatchProcessor<int, int>(static (item, _) => ValueTask.FromResult(item), options))
            .Should().Throw<OptionsValidationException>().Which.Failures
            .Should().Equal("Concurrency.MinWorkers: must be 1 to MaxWorkers (20), was 30", "Concurrency.TargetLatencyMs: must be 1 to 86400000, was 0");
    }

    [Fact]
    public void Defaults_AreTheDocumentedOnes() =>
        new ConcurrencyOptions().Should().BeEquivalentTo(new
        {
            MinWorkers = 1,
            MaxWorkers = (int?)null,
            Algorithm = ConcurrencyAlgorithm.Auto,
            TargetLatencyMs = 5000,
            SuccessThreshold = 0.9,
            DecreaseThreshold = 0.8,
        });
}
