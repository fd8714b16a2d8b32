using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PersonaBatch.Tests.Hosting;

public sealed class HostTests
{
    private const string Settings = """
        {
          "Batch": {
            "Provider": "openai",
            "Processing": { "ChunkSize": 2, "Checkpoint": { "Enabled": false } },
            "Concurrency": { "MaxWorkers": 3 }
          }
        }
        """;

    private readonly HostApplicationBuilder _builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });

    public HostTests() => _builder.Services.AddSingleton(new EchoLog());

    [Fact]
    public async Task StartAsync_GoodSettings_RunsAWholeBatch()
    {
        Use(Settings);
        Add("echoes").UseProvider<Echo>();
        using var host = _builder.Build();

        await host.StartAsync();
        var result = await host.Services.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["a", "b", "c"]);
        await host.StopAsync();

        result.Values.Should().Equal("a from openai", "b from openai", "c from openai");
        host.Services.GetRequiredService<EchoLog>().Calls.Should().Be(3);
    }

    [Fact]
    public async Task StartAsync_WrongSettingsOfTwoProcessors_NamesAllFaultsOfBoth()
    {
        Use("""{ "Batch": { "Concurrency": { "MaxWorkers": 0 }, "Speed": 1 } }""");
        Add("one").UseProvider<Echo>();
        _builder.Services.AddBatchProcessor<string, int>("two");
        using var host = _builder.Build();

        var thrown = (await host.Awaiting(static started => started.StartAsync()).Should().ThrowAsync<AggregateException>()).Which;

        thrown.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static exception => exception.Failures).Should().HaveCount(3)
            .And.Contain("Batch:Concurrency:MaxWorkers: must be 1 to 10000, was 0")
            .And.Contain(static fault => fault.StartsWith("Batch:Speed: is no key of this section"))
            .And.Contain("Batch processor 'two' has no provider: call UseProvider on what AddBatchProcessor returned");
    }

    [Fact]
    public void Resolve_TwoSpellingsInTheHostsSources_TheLaterOneWins()
    {
        Use(Settings);
        _builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("BATCH:CONCURRENCY:MAX_WORKERS", (string?)"9")]);
        Add("echoes").UseProvider<Echo>();
        using var host = _builder.Build();

        host.Services.GetRequiredService<IOptionsMonitor<BatchOptions>>().Get("echoes").Concurrency.MaxWorkers.Should().Be(9);
    }

    [Fact]
    public async Task Run_AfterAReload_HasTheNewOptionsAndARunningOneTheOld()
    {
        Use(Settings);
        Add("echoes").UseProvider<Echo>();
        using var host = _builder.Build();
        var processor = host.Services.GetRequiredService<OptimisedBatchProcessor<string, string>>();
        var options = host.Services.GetRequiredService<IOptionsMonitor<BatchOptions>>();
        List<string?> seen = [];
        using var watching = options.OnChange((changed, name) => seen.Add($"{name}: {changed.Provider}"));

        await using var running = processor.Start(Reloading());
        var during = await running.Completion;
        var after = await processor.ProcessAsync(["c"]);

        during.Values.Should().Equal("a from openai", "b from openai");
        after.Values.Should().Equal("c from anthropic");
        seen.Should().Equal("echoes: anthropic");

        IEnumerable<string> Reloading()
        {
            yield return "a";
            _builder.Configuration["Batch:Provider"] = "anthropic";
            ((IConfigurationRoot)_builder.Configuration).Reload();
            yield return "b";
        }
    }

    [Fact]
    public async Task Run_AfterAWrongReload_NamesTheFaultUntilItIsMended()
    {
        Use(Settings);
        Add("echoes").UseProvider<Echo>();
        using var host = _builder.Build();
        var processor = host.Services.GetRequiredService<OptimisedBatchProcessor<string, string>>();

        FluentActions.Invoking(() => Reload("0")).Should().Throw<AggregateException>("whoever reloads is told by the framework");
        processor.Invoking(static made => { _ = made.ProcessAsync(["a"]); })
            .Should().Throw<OptionsValidationException>().WithMessage("Batch:Concurrency:MaxWorkers: must be 1 to 10000, was 0");
        Reload("4");
        (await processor.ProcessAsync(["a"])).Values.Should().Equal("a from openai");

        void Reload(string workers)
        {
            _builder.Configuration["Batch:Concurrency:MaxWorkers"] = workers;
            ((IConfigurationRoot)_builder.Configuration).Reload();
        }
    }

    private void Use(string json)
    {
        // Not the stream itself: it can be loaded once only, and these tests reload.
        var settings = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        _builder.Configuration.AddInMemoryCollection(settings.AsEnumerable());
    }

    private BatchProcessorBuilder<string, string> Add(string name) => _builder.Services.AddBatchProcessor<string, string>(name, _builder.Configuration.GetSection("Batch"));
}
