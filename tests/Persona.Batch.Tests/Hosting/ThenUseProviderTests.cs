using Microsoft.Extensions.DependencyInjection;
using PersonaBatch.Testing;

namespace PersonaBatch.Tests.Hosting;

public sealed class ThenUseProviderTests
{
    private static readonly NamedProvider<string, string> Refusing = new(
        "first", static (item, _) => Task.FromException<string>(new ProviderException(new BatchFailure(FailureClass.QuotaExhausted, "no more"))));

    private readonly ServiceCollection _services = new();

    [Fact]
    public async Task ThenUseProvider_FirstRefuses_TheNextOnesAreAskedInTheirOrder()
    {
        Add("first").ThenUseProvider("second", static _ => Refusing.Provider).ThenUseProvider<Echo>("third", "model");
        _services.AddSingleton<EchoLog>();

        var result = await Processor().ProcessAsync(["item"]);

        result.Outcomes.Single().Should().Match<ItemOutcome<string, string>>(static outcome => outcome.IsSuccess && outcome.Provider == "third");
    }

    [Fact]
    public void ThenUseProvider_NameThatIsTaken_IsRefused()
    {
        var builder = Add("first").ThenUseProvider("second", static _ => Refusing.Provider);

        builder.Invoking(static sut => sut.ThenUseProvider("SECOND", static _ => Refusing.Provider)).Should().Throw<ArgumentException>().WithParameterName("name");
        builder.Invoking(static sut => sut.ThenUseProvider("", static _ => Refusing.Provider)).Should().Throw<ArgumentException>().WithParameterName("name");
    }

    [Theory]
    [InlineData(null, "*first of several providers has no name: set BatchOptions.Provider*")]
    [InlineData("Second", "*Two providers are called 'Second'*")]
    public void Processor_FirstCannotBeToldFromTheNext_IsRefusedWhenItIsMade(string? name, string message)
    {
        Add(name).ThenUseProvider("second", static _ => Refusing.Provider);

        FluentActions.Invoking(Processor).Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public void Processor_NextOneWasMadeAsNull_IsRefusedByName()
    {
        Add("first").ThenUseProvider("second", static _ => null!);

        FluentActions.Invoking(Processor).Should().Throw<InvalidOperationException>().WithMessage("*made as null*ThenUseProvider*");
    }

    [Fact]
    public async Task UseSimulatedProvider_SeveralProviders_ReplacesAllOfThem()
    {
        Add("first").ThenUseProvider("second", static _ => Refusing.Provider);
        _services.UseSimulatedProvider(new SimulatedProvider<string, string>(static item => item, new() { Latency = TimeSpan.Zero }));

        var result = await Processor().ProcessAsync(["item"]);

        result.EnsureAllSucceeded();
    }

    private BatchProcessorBuilder<string, string> Add(string? name) => _services
        .AddBatchProcessor<string, string>("several")
        .UseProvider(static _ => Refusing.Provider)
        .Configure(options => (options.Provider, options.Processing.Checkpoint.Enabled) = (name, false));

    private OptimisedBatchProcessor<string, string> Processor() => _services.BuildServiceProvider().GetRequiredService<OptimisedBatchProcessor<string, string>>();
}
