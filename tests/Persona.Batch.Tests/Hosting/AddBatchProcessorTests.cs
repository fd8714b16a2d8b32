using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PersonaBatch.Tests.Configuration;

namespace PersonaBatch.Tests.Hosting;

public sealed class AddBatchProcessorTests
{
    private readonly ServiceCollection _services = [];

    public AddBatchProcessorTests() => _services.AddSingleton(new EchoLog());

    [Fact]
    public async Task Add_OneProcessor_IsOneSingletonPlainAndKeyed()
    {
        Add("one");

        await using var container = Build();

        var plain = container.GetRequiredService<OptimisedBatchProcessor<string, string>>();
        container.GetRequiredKeyedService<OptimisedBatchProcessor<string, string>>("one").Should().BeSameAs(plain);
        container.GetRequiredService<OptimisedBatchProcessor<string, string>>().Should().BeSameAs(plain);
        (await plain.ProcessAsync(["a"])).Values.Should().Equal("a from ");
    }

    [Fact]
    public async Task Add_TwoOfTheSameTypes_AreKeyedAndThePlainOneIsTheFirst()
    {
        Add("one").Configure(static options => options.Provider = "p1");
        Add("two").Configure(static options => options.Provider = "p2");

        await using var container = Build();

        var second = container.GetRequiredKeyedService<OptimisedBatchProcessor<string, string>>("two");
        (await second.ProcessAsync(["a"])).Values.Should().Equal("a from p2");
        (await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["a"])).Values.Should().Equal("a from p1");
    }

    [Fact]
    public void Add_TwoSections_NeverMeet()
    {
        var one = BoundOptions.Sources([("model", "m1"), ("concurrency:max_workers", "3")]);
        var two = BoundOptions.Sources([("provider", "p2")]);
        Add("one", one.GetSection("batch"));
        Add("two", two.GetSection("batch"));

        using var container = Build();

        var options = container.GetRequiredService<IOptionsMonitor<BatchOptions>>();
        options.Get("one").Should().BeEquivalentTo(new { Model = "m1", Provider = (string?)null, Concurrency = new { MaxWorkers = 3 } });
        options.Get("two").Should().BeEquivalentTo(new { Model = (string?)null, Provider = "p2", Concurrency = new { MaxWorkers = (int?)null } });
    }

    [Fact]
    public void Add_WithoutAName_IsNamedAfterItsTypes()
    {
        _services.AddBatchProcessor<int, List<string>>().Name.Should().Be("Int32-List(String)");
        _services.AddBatchProcessor<int, string>().Name.Should().Be("Int32-String");
    }

    [Fact]
    public void Add_ANameTwice_SaysToGiveAnother()
    {
        _services.AddBatchProcessor<string, string>();

        FluentActions.Invoking(() => _services.AddBatchProcessor<string, string>()).Should().Throw<InvalidOperationException>().WithMessage("*'String-String' already*AddBatchProcessor<String, String>(\"…\")*");
        FluentActions.Invoking(() => _services.AddBatchProcessor<int, int>("String-String")).Should().Throw<InvalidOperationException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public void Add_ANameThatCannotBe_IsRefused(string name) =>
        FluentActions.Invoking(() => _services.AddBatchProcessor<string, string>(name)).Should().Throw<ArgumentException>().WithMessage("The name of a batch processor must be 1 to 200 characters*");

    [Fact]
    public void Configure_AfterTheSection_HasTheLastWord()
    {
        Add("one", BoundOptions.Sources([("model", "m1"), ("provider", "p1")]).GetSection("batch"))
            .Configure(static options => options.Model += "!")
            .Configure(static options => options.Model += "?");

        using var container = Build();

        container.GetRequiredService<IOptionsMonitor<BatchOptions>>().Get("one").Should().BeEquivalentTo(new { Model = "m1!?", Provider = "p1" });
    }

    [Fact]
    public async Task ConfigureHooks_SeveralCalls_AddUp()
    {
        _services.AddSingleton<Func<string, string>>(static item => $"id of {item}");
        Add("one")
            .ConfigureHooks(static hooks => hooks.Validate = static (_, answer) => answer.Length > 100 ? "too long" : null)
            .ConfigureHooks(static (hooks, services) => hooks.ItemId = services.GetRequiredService<Func<string, string>>());
        await using var container = Build();

        var result = await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["a", new string('b', 200)]);

        result.Outcomes.Select(static outcome => outcome.Id).Should().StartWith("id of a");
        result.Failed.Should().ContainSingle().Which.Failure!.Message.Should().Contain("too long");
    }

    [Fact]
    public void UseProvider_AsATypeTheContainerHas_IsTheContainersOwn()
    {
        Echo? made = null;
        _services.AddTransient(static services => new Echo(services.GetRequiredService<EchoLog>()));
        Add("one");
        Add("two").UseProvider(services => made = services.GetRequiredService<Echo>());

        using var container = Build();
        container.GetRequiredKeyedService<OptimisedBatchProcessor<string, string>>("two");

        made.Should().NotBeNull().And.NotBeSameAs(container.GetRequiredService<Echo>());
    }

    [Fact]
    public async Task UseProvider_Twice_TheLastOneCounts()
    {
        Add("one").UseProvider(static _ => new Fixed());
        await using var container = Build();

        var result = await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["a"]);

        result.Values.Should().Equal("fixed");
    }

    [Fact]
    public void UseProvider_FactoryGivesNothing_NamesTheProcessor()
    {
        Add("one").UseProvider(static _ => null!);
        using var container = Build();

        container.Invoking(static services => services.GetRequiredService<OptimisedBatchProcessor<string, string>>()).Should().Throw<InvalidOperationException>().WithMessage("*'one'*UseProvider*");
    }

    [Fact]
    public void Resolve_NoProvider_NamesTheProcessorAndTheMethod()
    {
        _services.AddBatchProcessor<string, string>("lonely", BoundOptions.Sources([("modle", "m")]).GetSection("batch"));
        using var container = Build();

        container.Invoking(static services => services.GetRequiredService<OptimisedBatchProcessor<string, string>>())
            .Should().Throw<OptionsValidationException>().Which.Failures.Should().BeEquivalentTo(
                "Batch processor 'lonely' has no provider: call UseProvider on what AddBatchProcessor returned",
                "batch:modle: is no key of this section; did you mean model?");
    }

    [Fact]
    public async Task Hooks_NotSet_AreTheContainers()
    {
        var time = new FakeTimeProvider();
        BatchHooks<string, string>? seen = null;
        _services.AddSingleton<TimeProvider>(time).AddLogging(static logging => logging.AddFakeLogging());
        Add("one").ConfigureHooks(hooks => seen = hooks);
        await using var container = Build();

        await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["a"]);

        seen!.TimeProvider.Should().BeSameAs(time);
        seen.Quotas.Should().BeSameAs(container.GetRequiredService<ProviderQuotas>()).And.NotBeSameAs(ProviderQuotas.Shared);
        container.GetRequiredService<FakeLogCollector>().GetSnapshot().Should().Contain(static entry => entry.Category == "PersonaBatch" && entry.Id.Id == 500);
    }

    [Fact]
    public void Hooks_Set_Stay()
    {
        using var loggers = LoggerFactory.Create(static _ => { });
        BatchHooks<string, string>? seen = null;
        _services.AddSingleton<TimeProvider>(new FakeTimeProvider()).AddLogging();
        Add("one").ConfigureHooks(hooks => (hooks.TimeProvider, hooks.Quotas, hooks.LoggerFactory, seen) = (TimeProvider.System, ProviderQuotas.Shared, loggers, hooks));
        using var container = Build();

        container.GetRequiredService<OptimisedBatchProcessor<string, string>>();

        seen.Should().BeEquivalentTo(new { TimeProvider = TimeProvider.System, Quotas = ProviderQuotas.Shared, LoggerFactory = loggers });
    }

    [Fact]
    public void CheckpointManager_IsKeyedAndThePlainOneIsTheFirst()
    {
        Add("one").Configure(static options => options.Processing.Checkpoint.Directory = "first");
        Add("two").Configure(static options => options.Processing.Checkpoint.Directory = "second");
        using var container = Build();

        container.GetRequiredKeyedService<CheckpointManager>("one").Directory.Should().Be("first");
        container.GetRequiredKeyedService<CheckpointManager>("two").Directory.Should().Be("second");
        container.GetRequiredService<CheckpointManager>().Should().BeSameAs(container.GetRequiredKeyedService<CheckpointManager>("one"));
    }

    [Fact]
    public async Task Run_WithoutABatchId_IsCalledLikeTheProcessor()
    {
        var files = new Support.MemoryCheckpointFiles();
        _services.AddBatchProcessor<string, string>("personas").UseProvider<Echo>().ConfigureHooks(hooks => hooks.Files = files);
        _services.AddBatchProcessor<string, string>().UseProvider<Echo>().ConfigureHooks(hooks => hooks.Files = files);
        await using var container = Build();

        var named = await container.GetRequiredKeyedService<OptimisedBatchProcessor<string, string>>("personas").ProcessAsync(["a"]);
        var unnamed = await container.GetRequiredKeyedService<OptimisedBatchProcessor<string, string>>("String-String").ProcessAsync(["a"]);

        named.BatchId.Should().Be("personas~run-000001");
        unnamed.BatchId.Should().MatchRegex("^String-String-[0-9a-f]{8}~run-000001$", "its provider is part of a name that nobody chose");
    }

    private BatchProcessorBuilder<string, string> Add(string name, Microsoft.Extensions.Configuration.IConfiguration? section = null) =>
        _services.AddBatchProcessor<string, string>(name, section).UseProvider<Echo>().Configure(static options => options.Processing.Checkpoint.Enabled = false);

    private ServiceProvider Build() => _services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    private sealed class Fixed : IBatchProvider<string, string>
    {
        public ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken) => ValueTask.FromResult("fixed");
    }
}
