using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PersonaBatch.Tests.Configuration;

namespace PersonaBatch.Tests.Docs;

/// <summary>The page says what is compiled, and what it says is true.</summary>
public sealed class FailoverPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "failover.md"));

    [Fact]
    public async Task Page_ItsCode_IsTheCompiledOne()
    {
        var compiled = Flat(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "FailoverPage.cs")));

        Blocks("csharp").Should().HaveCount(2).And.AllSatisfy(block => compiled.Should().Contain(Flat(block)));
    }

    [Fact]
    public void Page_ItsYaml_BindsToTheDefaults()
    {
        var configuration = new ConfigurationBuilder().AddYamlStream(new MemoryStream(Encoding.UTF8.GetBytes(Blocks("yaml").Single()))).Build();

        var options = BoundOptions.Of(configuration);

        options.Failover.Should().BeEquivalentTo(new FailoverOptions());
        options.Providers.Keys.Should().BeEquivalentTo("openai", "anthropic");
    }

    [Fact]
    public async Task AddTo_FirstIsUsedUp_TheNextAnswersAtItsPrice()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("batch:provider", "openai"), new("batch:prices:claude-haiku-4-5:input_per_million", "1"), new("batch:processing:checkpoint:enabled", "false")])
            .Build();
        var services = new ServiceCollection().AddSingleton<HttpClient>();
        FailoverPage.AddTo(services, configuration);
        await using var container = services.BuildServiceProvider();

        var result = await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["why"]);

        result.Outcomes.Single().Should().BeEquivalentTo(new { Value = "why from anthropic", Provider = "anthropic", CostUsd = 1m });
    }

    private static List<string> Blocks(string language) => [.. Page.Split($"```{language}\n").Skip(1).Select(static block => block.Split("```")[0])];

    private static string Flat(string code) => string.Concat(code.Where(static character => !char.IsWhiteSpace(character)));
}
