using Microsoft.Extensions.Configuration;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

public sealed class SampleKeyTests
{
    private const string Telltale = "4b8a1c2d9e";
    private const string Variable = "OPENAI_API_KEY";
    private const string WrongKey = $"sk-test-{Telltale}7f60315a2b";

    [Fact]
    public async Task Run_WrongKey_EndsAtOnceNamesTheVariableAndNeverShowsTheKey()
    {
        using var directory = new SampleDirectory();
        await using var provider = await TestProvider.StartAsync(key: "the right one");
        var variables = new Dictionary<string, string> { [Variable] = WrongKey };

        using var sample = directory.StartPlain(variables, "--base-url", $"{provider.Server.Endpoint}", "--workers", "6");
        var (exitCode, output, errors) = await sample.EndAsync();

        exitCode.Should().Be(1);
        errors.Should().Contain("OPENAI_API_KEY").And.Contain("Unauthorized 401");
        provider.Server.Calls.Should().HaveCountLessThanOrEqualTo(6, "no more were in flight").And.OnlyContain(static call => call.Status == 401);
        directory.Files.Should().NotBeEmpty();
        directory.Files.Select(File.ReadAllText).Append(output).Append(errors).Should().NotContain(static text => text.Contains(Telltale));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/v1", null, "none")]
    [InlineData("http://localhost:11434/v1", " ", "none")]
    [InlineData("http://localhost:11434/v1", "sk-1", "sk-1")]
    [InlineData("https://provider.example/v1", " sk-1\n", "sk-1")]
    public void Of_Address_TakesTheKeyThereIs(string address, string? key, string expected) =>
        Endpoint.Of(SampleProvider.OpenAI, new Uri(address), Configuration(key)).Key.Should().Be(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Of_AddressElsewhere_NeedsAKey(string? key)
    {
        var making = () => Endpoint.Of(SampleProvider.OpenAI, new Uri("https://provider.example/v1"), Configuration(key));

        making.Should().Throw<FormatException>().WithMessage("OPENAI_API_KEY is not set, and provider.example needs a key.*");
    }

    private static IConfiguration Configuration(string? key) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(Variable, key)]).Build();
}
