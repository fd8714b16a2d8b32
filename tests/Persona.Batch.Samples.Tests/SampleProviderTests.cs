using Microsoft.Extensions.Configuration;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

/// <summary>The same sample through the SDK of each provider.</summary>
public sealed class SampleProviderTests : IDisposable
{
    private const int Briefs = 40;

    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly SampleDirectory _directory = new();

    public static TheoryData<string> Providers => [.. SampleProvider.All.Select(static provider => provider.Name)];

    public static TheoryData<string> ProvidersWithKeys => [.. SampleProvider.All.Where(static provider => provider.KeyVariable is not null).Select(static provider => provider.Name)];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Run_WithoutAKey_SaysThatItIsSimulatedAndWritesEveryPersona(string provider)
    {
        await _directory.WriteAsync("in.jsonl", Enumerable.Range(1, Briefs).Select(static n => $$"""{"id":"b-{{n}}","text":"a nurse of {{20 + n}}"}"""));
        using var sample = _directory.StartPlain(NoVariables, "--provider", provider, "--input", "in.jsonl", "--latency-ms", "1", "--requests-per-minute", "60000");

        var (exitCode, output, errors) = await sample.EndAsync();

        exitCode.Should().Be(0, output + errors);
        output.Should().StartWith($"Calls a simulated {provider} within this process").And.Contain($"Completed: {Briefs} personas").And.NotContain("cost unknown");
        (await _directory.PersonaIdsAsync()).Should().HaveCount(Briefs).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Run_WithAnAddress_CallsWhoIsThereOnItsWireWithItsKey(string name)
    {
        var provider = SampleProvider.All.Single(one => one.Name == name);
        await _directory.WriteAsync("in.jsonl", """{"id":"a","text":"a nurse"}""");
        await using var server = await TestProvider.StartAsync(key: "the key");
        var variables = provider.KeyVariable is { } variable ? new Dictionary<string, string> { [variable] = "the key" } : NoVariables;

        using var sample = _directory.StartPlain(variables, "--provider", name, "--base-url", $"{server.Server.EndpointOf(provider.Wire)}", "--input", "in.jsonl");
        var (exitCode, output, errors) = await sample.EndAsync();

        exitCode.Should().Be(0, output + errors);
        output.Should().StartWith($"Calls {name} at 127.0.0.1.");
        server.Server.Calls.Should().ContainSingle().Which.Should().BeEquivalentTo(new { provider.Wire, provider.Model, Answered = true });
    }

    [Theory]
    [MemberData(nameof(ProvidersWithKeys))]
    public void Of_NameAndKey_IsItsOwnAddress(string name)
    {
        var provider = SampleProvider.All.Single(one => one.Name == name);

        var endpoint = Endpoint.Of(SampleArguments.Parse(["--provider", name]), Configuration(provider));

        (endpoint!.Address, endpoint.Key, endpoint.LimitsOf ?? "openai").Should().Be((provider.Address!, "the key", name));
    }

    [Theory]
    [InlineData]
    [InlineData("--provider", "anthropic")]
    [InlineData("--provider", "openai", "--error-rate", "0.1")]
    public void Of_NothingThatAsksForARealOne_IsToBeSimulatedWhateverKeysThereAre(params string[] arguments) =>
        Endpoint.Of(SampleArguments.Parse(arguments), Configuration(SampleProvider.OpenAI)).Should().BeNull();

    private static IConfiguration Configuration(SampleProvider provider) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(provider.KeyVariable!, "the key")]).Build();
}
