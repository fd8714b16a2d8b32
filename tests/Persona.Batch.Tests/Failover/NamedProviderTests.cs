using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Failover;

/// <summary>Several providers in code and in a container: names, models, plans.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class NamedProviderTests
{
    private static readonly IBatchProvider<string, string> Echo = new NamedProvider<string, string>("echo", static (item, _) => Task.FromResult(item)).Provider;

    [Fact]
    public void Constructor_BadArgument_IsRefusedByName()
    {
        FluentActions.Invoking(static () => new NamedProvider<string, string>(" ", Echo)).Should().Throw<ArgumentException>().WithParameterName("name");
        FluentActions.Invoking(static () => new NamedProvider<string, string>("a", (IBatchProvider<string, string>)null!)).Should().Throw<ArgumentNullException>().WithParameterName("provider");
        FluentActions.Invoking(static () => new NamedProvider<string, string>("a", (Func<string, CancellationToken, Task<string>>)null!)).Should().Throw<ArgumentNullException>().WithParameterName("call");
    }

    [Fact]
    public async Task Constructor_EachKindOfCall_IsOneProvider()
    {
        NamedProvider<string, string>[] all =
        [
            new("task", static (item, _) => Task.FromResult(item)),
            new("value task", static (item, _) => ValueTask.FromResult(item)),
            new("call", static (item, call, _) => Task.FromResult(call.Provider)),
            new("call value", static (item, call, _) => ValueTask.FromResult(call.Provider), "model"),
        ];

        foreach (var given in all)
        {
            var result = await new OptimisedBatchProcessor<string, string>([given], NoCheckpoint()).ProcessAsync([given.Name]);
            result.Outcomes.Single().Should().Match<ItemOutcome<string, string>>(outcome => outcome.Value == given.Name && outcome.Provider == given.Name);
        }
    }

    [Fact]
    public void Processor_NamesThatCannotBeToldApart_AreRefused()
    {
        FluentActions.Invoking(static () => New("a", "b", "A")).Should().Throw<ArgumentException>().WithMessage("Two providers are called 'a': give each a name of its own.*").WithParameterName("providers");
        FluentActions.Invoking(static () => New()).Should().Throw<ArgumentException>().WithParameterName("providers");
        FluentActions.Invoking(static () => new OptimisedBatchProcessor<string, string>([null!])).Should().Throw<ArgumentException>().WithParameterName("providers");
    }

    [Fact]
    public void Of_SeveralProviders_EachHasItsOwnLimitsPriceAndPlan()
    {
        var options = new BatchOptions
        {
            Model = "gpt-5-mini",
            Prices = { ["gpt-5-mini"] = new ModelPrice { InputPerMillion = 1 }, ["haiku"] = new ModelPrice { InputPerMillion = 2 } },
            Providers = { ["openai"] = new ProviderOptions { RequestsPerMinute = 7, Quota = "team" }, ["anthropic"] = new ProviderOptions { BackoffMultiplier = 3 } },
        };

        var settings = Settings(options, new("openai", Echo), new("anthropic", new Planner("claude", "haiku")), new("ollama", Echo, "llama"));

        settings.Providers.Select(static provider => (provider.Name, provider.Model, provider.Price?.InputPerMillion)).Should().Equal(("openai", "gpt-5-mini", 1m), ("anthropic", "haiku", 2m), ("ollama", "llama", null));
        settings.Providers.Select(static provider => provider.Quota).Should().Equal(QuotaKey.Of("team", null, null), QuotaKey.Of(null, "anthropic", "haiku"), QuotaKey.Of(null, "ollama", "llama"));
        settings.Providers.Select(static provider => provider.Caps.RequestsPerMinute).Should().Equal(7, null, null);
        settings.Providers.Select(static provider => provider.Preset.Concurrent).Should().Equal(10, 5, 2);
        settings.Providers.Select(static provider => provider.Retry.Backoff(1, jitter: 1).TotalSeconds).Should().Equal(1.5, 3, 2);
    }

    [Fact]
    public void Of_SeveralProviders_OrderNamesModelsAndPlansGuardTheBatch()
    {
        var settings = Settings(new BatchOptions { Fingerprint = { ["prompt"] = "v2" } }, new("openai", new Planner("x", "gpt")), new("anthropic", new Planner("y", "haiku")), new("mine", Echo));

        settings.UserParts.Should().BeEquivalentTo(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["provider"] = "openai, anthropic, mine",
            ["model"] = "gpt, haiku, unknown",
            ["system prompt"] = "be x",
            ["anthropic: system prompt"] = "be y",
            ["prompt"] = "v2",
        });
    }

    [Fact]
    public async Task ProcessAsync_EachPlansItsOwnTokens_EachLimitCountsThem()
    {
        var batch = new FailoverBatch();
        var first = new Planner("x", "gpt") { Tokens = 200_000 };
        var second = new Planner("y", "haiku") { Tokens = 10 };
        batch.Options.Providers["first"] = new ProviderOptions { TokensPerMinute = 100_000 };
        batch.Options.Providers["second"] = new ProviderOptions { TokensPerMinute = 100_000 };
        var processor = new OptimisedBatchProcessor<string, string>([new("first", first), new("second", second)], batch.Options, batch.Hooks);

        var result = await batch.Time.RunAsync(() => processor.ProcessAsync(["item"]));

        result.Outcomes.Single().Provider.Should().Be("second", "at the first one it is larger than the whole limit");
    }

    private static RunSettings Settings(BatchOptions options, params NamedProvider<string, string>[] providers) =>
        new(options, new BatchRunOptions(), [.. providers.Select(CallPlan.Of)]);

    private static BatchOptions NoCheckpoint() => new() { Processing = { Checkpoint = { Enabled = false } } };

    private static OptimisedBatchProcessor<string, string> New(params string[] names) => new([.. names.Select(static name => new NamedProvider<string, string>(name, Echo))], NoCheckpoint());

    private sealed class Planner(string name, string model) : IBatchProvider<string, string>, ICallPlanner<string>
    {
        public long Tokens { get; init; }

        public string? Provider => name;

        public string? Model => model;

        public IReadOnlyDictionary<string, string> Fingerprint { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["system prompt"] = $"be {name}" };

        public TokenUsage EstimateTokens(string item) => new(Tokens, 0);

        public ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken) => ValueTask.FromResult(item);
    }
}
