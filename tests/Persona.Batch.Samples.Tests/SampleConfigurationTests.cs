using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

public sealed class SampleConfigurationTests : IDisposable
{
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly SampleDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_SeedYaml_GoesByIt()
    {
        await _directory.WriteAsync("in.jsonl", """{"id":"a","text":"a nurse"}""", """{"id":"b","text":"a cook"}""");

        using var sample = _directory.StartPlain(NoVariables, "--config", "seed.yaml", "--input", "in.jsonl", "--error-rate", "0", "--latency-ms", "1");
        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(0, errors);
        (await _directory.PersonaIdsAsync()).Should().BeEquivalentTo("a", "b");
        Directory.Exists(_directory.PathOf(".persona/checkpoints/personas-in")).Should().BeTrue();
    }

    [Fact]
    public void Load_SeedYaml_HasBothOfItsBlocks()
    {
        var options = OptionsOf("seed.yaml");

        options.Concurrency.Should().BeEquivalentTo(new { MinWorkers = 1, MaxWorkers = 20, TargetLatencyMs = 5000, SuccessThreshold = 0.9 });
        options.Retry.RetryableErrors.Should().Equal(RetryableError.RateLimit, RetryableError.Timeout, RetryableError.ServerError);
        options.Providers.Keys.Should().BeEquivalentTo("anthropic", "openai", "ollama");
        options.Providers["openai"].Should().BeEquivalentTo(new { MaxConcurrent = 10, RequestsPerMinute = 50, BackoffMultiplier = 1.5 });
    }

    [Fact]
    public void Load_Nothing_TakesTheSamplesOwn()
    {
        var options = OptionsOf(file: null);

        options.Model.Should().BeNull("it is the provider's");
        options.Prices.Keys.Should().BeEquivalentTo(SampleProvider.All.Select(static provider => provider.Model));
    }

    [Theory]
    [InlineData("a.json", """{"batch":{"model":"x"}""", "*a.json cannot be read: *")]
    [InlineData("a.yml", "batch: [", "*a.yml cannot be read: *")]
    [InlineData("a.yaml", "processing:\n  mode: fixed", "*a.yaml has no section 'batch'")]
    [InlineData("missing.json", null, "--config '*missing.json' does not exist")]
    public async Task Load_FileThatWillNotDo_SaysWhy(string file, string? text, string message)
    {
        if (text is not null)
        {
            await _directory.WriteAsync(file, text);
        }

        var loading = () => SampleConfiguration.Load(_directory.PathOf(file));

        loading.Should().Throw<FormatException>().WithMessage(message);
    }

    [Theory]
    [InlineData(null, null, "from-file")]
    [InlineData("from-variable", null, "from-variable")]
    [InlineData("from-variable", "from-flag", "from-flag")]
    public async Task Run_SourcesDisagree_TheLaterOneCounts(string? variable, string? flag, string directory)
    {
        await _directory.WriteAsync("in.jsonl", """{"id":"a","text":"a nurse"}""");
        await _directory.WriteAsync("a.yaml", "batch:", "  processing:", "    checkpoint:", "      directory: from-file");
        var variables = variable is null ? NoVariables : new() { ["BATCH__PROCESSING__CHECKPOINT__DIRECTORY"] = variable };

        using var sample = _directory.StartPlain(
            variables, ["--config", "a.yaml", "--input", "in.jsonl", "--error-rate", "0", .. flag is null ? [] : new[] { "--checkpoint", flag }]);
        await sample.EndAsync();

        Directory.EnumerateDirectories(_directory.PathOf("")).Select(Path.GetFileName).Should().Equal(directory);
    }

    [Fact]
    public async Task Run_BadKeys_AreNamedAsWritten()
    {
        await _directory.WriteAsync("a.yaml", "batch:", "  concurrency:", "    max_worker: 5", "  retry:", "    max_attempts: 0");

        using var sample = _directory.StartPlain(NoVariables, "--config", "a.yaml");
        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(2);
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Should().Equal(
            "batch:concurrency:max_worker: is no key of this section; did you mean max_workers?",
            "batch:retry:max_attempts: must be 1 to 100, was 0");
    }

    private static BatchOptions OptionsOf(string? file)
    {
        var services = new ServiceCollection();
        services.AddBatchProcessor<string, string>("bound", SampleConfiguration.Load(file).GetSection("batch"))
            .UseProvider(static _ => throw new NotSupportedException());
        using var container = services.BuildServiceProvider();
        return container.GetRequiredService<IOptionsMonitor<BatchOptions>>().Get("bound");
    }
}
