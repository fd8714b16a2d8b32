namespace PersonaBatch.Tests.Retry;

/// <summary>Who decides how fast the backoff grows: the provider's entry, then what was written for all, then the preset.</summary>
public sealed class BackoffBaseTests
{
    private readonly BatchOptions _options = new() { Provider = "openai" };

    [Fact]
    public void Backoff_Preset_IsTheProviders() => Longest(n: 2).Should().Be(TimeSpan.FromSeconds(1.5 * 1.5));

    [Fact]
    public void Backoff_WrittenBase_ComesBeforeThePreset()
    {
        _options.Retry.BackoffBase = 2;

        Longest(n: 2).Should().Be(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void Backoff_Multiplier_ComesFirst()
    {
        _options.Retry.BackoffBase = 2;
        _options.Providers["OPENAI"] = new ProviderOptions { BackoffMultiplier = 3 };

        Longest(n: 2).Should().Be(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public void Backoff_UnknownProvider_IsTwo()
    {
        _options.Provider = "mine";

        Longest(n: 3).Should().Be(TimeSpan.FromSeconds(8));
    }

    private TimeSpan Longest(int n) => new RunSettings(_options, new BatchRunOptions(), CallPlan.None).FirstProvider.Retry.Backoff(n, jitter: 1);
}
