using Microsoft.Extensions.Configuration;

namespace PersonaBatch.Tests.Configuration;

public sealed class SourceOrderTests
{
    [Theory]
    [InlineData("max_workers", "MAXWORKERS", "40")]
    [InlineData("MAXWORKERS", "max_workers", "40")]
    [InlineData("MaxWorkers", "max_workers", "40")]
    [InlineData("max_workers", "MAXWORKERS", null)]
    public void Bind_TwoSpellingsInTwoSources_TheLaterOneWins(string earlier, string later, string? value)
    {
        var options = BoundOptions.Of(BoundOptions.Sources([($"concurrency:{earlier}", "20")], [($"concurrency:{later}", value)]));

        options.Concurrency.MaxWorkers.Should().Be(value is null ? null : 40);
    }

    [Fact]
    public void Bind_ThreeSourcesTwoSpellings_TheLastOneWins()
    {
        var options = BoundOptions.Of(BoundOptions.Sources(
            [("concurrency:max_workers", "20")], [("concurrency:MAXWORKERS", "40")], [("concurrency:max_workers", "30")]));

        options.Concurrency.MaxWorkers.Should().Be(30);
    }

    [Fact]
    public void Bind_WithinEntriesAndLists_TheLaterOneWins()
    {
        var options = BoundOptions.Of(BoundOptions.Sources(
            [("providers:openai:requests_per_minute", "50"), ("providers:openai:max_concurrent", "5"), ("retry:retryable_errors:0", "timeout"), ("retry:retryable_errors:1", "unknown")],
            [("PROVIDERS:OPENAI:REQUESTSPERMINUTE", "60"), ("RETRY:RETRYABLEERRORS:0", "RATELIMIT")]));

        options.Providers["openai"].Should().BeEquivalentTo(new { RequestsPerMinute = 60, MaxConcurrent = 5 });
        options.Retry.RetryableErrors.Should().Equal(RetryableError.RateLimit, RetryableError.Unknown);
    }

    [Fact]
    public void Bind_SourcesOfAChainedConfiguration_KeepTheirOrder()
    {
        var chained = new ConfigurationBuilder()
            .AddConfiguration(BoundOptions.Sources([("concurrency:max_workers", "20")], [("concurrency:MAXWORKERS", "40")]))
            .Build();

        BoundOptions.Of(chained).Concurrency.MaxWorkers.Should().Be(40);
    }

    [Fact]
    public void Bind_TwoSpellingsInOneSource_IsRefused() =>
        BoundOptions.Faults(("concurrency:max_workers", "20"), ("concurrency:MaxWorkers", "40"))
            .Should().ContainSingle().Which.Should().StartWith("batch:concurrency:").And.Contain("is also written as batch:concurrency:").And.EndWith("in the same source; keep one of them");

    [Fact]
    public void Bind_TwoSpellingsOfOneValue_IsGood() =>
        BoundOptions.Of(("concurrency:max_workers", "20"), ("concurrency:MaxWorkers", "20")).Concurrency.MaxWorkers.Should().Be(20);

    [Fact]
    public void Bind_TheContainerKnowsNoRoot_IsRefused()
    {
        var section = BoundOptions.Sources([("concurrency:max_workers", "20")], [("concurrency:MAXWORKERS", "40")]).GetSection("batch");

        BoundOptions.Faults(() => BoundOptions.Monitor(section).Get(BoundOptions.Name))
            .Should().ContainSingle().Which.Should().EndWith("which source comes later cannot be known here; spell it one way in all of them");
    }

    [Fact]
    public void Bind_TheContainersRootIsAnotherOne_IsRefused()
    {
        var section = BoundOptions.Sources([("concurrency:max_workers", "20")], [("concurrency:MAXWORKERS", "40")]).GetSection("batch");
        var other = BoundOptions.Sources([("concurrency:MAXWORKERS", "50")], [("concurrency:max_workers", "60")]);

        BoundOptions.Faults(() => BoundOptions.Monitor(section, other).Get(BoundOptions.Name)).Should().ContainSingle().Which.Should().Contain("cannot be known here");
    }

    [Fact]
    public void Bind_TheRootItselfGiven_KnowsItsOrder()
    {
        var root = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("max_failure_rate", (string?)"0.1")])
            .AddInMemoryCollection([KeyValuePair.Create("MAXFAILURERATE", (string?)"0.2")])
            .Build();

        BoundOptions.Monitor(root).Get(BoundOptions.Name).MaxFailureRate.Should().Be(0.2);
    }
}
