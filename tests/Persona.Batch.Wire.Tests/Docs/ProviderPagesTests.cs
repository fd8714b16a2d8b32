using Microsoft.Extensions.AI;

namespace PersonaBatch.Wire.Tests.Docs;

/// <summary>The pages say what is compiled, and what is compiled is who it says it is. What they say of answers is the contract's own table.</summary>
public sealed class ProviderPagesTests
{
    private static readonly string Directory = Path.Combine(AppContext.BaseDirectory, "Docs");

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("ollama")]
    [InlineData("gemini")]
    public async Task Page_ItsCode_IsTheCompiledOne(string provider)
    {
        var compiled = Flat(await File.ReadAllTextAsync(Path.Combine(Directory, "ProviderPages.cs")));
        var page = await File.ReadAllTextAsync(Path.Combine(Directory, $"{provider}.md"));

        var blocks = page.Split("```csharp\n").Skip(1).Select(static block => Flat(block.Split("```")[0])).ToList();

        blocks.Should().HaveCount(2).And.AllSatisfy(block => compiled.Should().Contain(block));
    }

    [Fact]
    public void SetUp_EachClient_IsKnownByNameAddressAndModel()
    {
        IChatClient[] clients = [ProviderPages.OpenAI("no key"), ProviderPages.Anthropic("no key"), ProviderPages.Ollama(), ProviderPages.Gemini("no key")];

        var known = clients.Select(static client => (Plan: (ICallPlanner<string>)client.AsBatchProvider<string, string>(static item => item), Host: client.GetService<ChatClientMetadata>()!.ProviderUri!.Host));

        known.Select(static one => (one.Plan.Provider, one.Host, one.Plan.Model)).Should().Equal(
            ("openai", "api.openai.com", "gpt-5-mini"),
            ("anthropic", "api.anthropic.com", "claude-haiku-4-5"),
            ("ollama", "localhost", "llama3.2"),
            ("openai-compatible", "generativelanguage.googleapis.com", "gemini-2.5-flash"));
    }

    [Fact]
    public void Options_OfEachPage_AreValidAndPriceItsModel()
    {
        using var client = ProviderPages.Anthropic("no key");
        var (provider, anthropic) = ProviderPages.AnthropicOptions(client);

        ((ICallPlanner<string>)provider).EstimateTokens("x").OutputTokens.Should().Be(4000);
        BatchOptions[] all = [ProviderPages.OpenAIOptions(), anthropic, ProviderPages.OllamaOptions(), ProviderPages.GeminiOptions()];
        all.Should().AllSatisfy(static options => BatchOptionsValidator.FaultsOf(options).Should().BeEmpty());
        all.SelectMany(static options => options.Prices.Keys).Should().Equal("gpt-5-mini", "claude-haiku-4-5", "llama3.2", "gemini-2.5-flash");
    }

    /// <summary>Without its line ends and indentation.</summary>
    private static string Flat(string code) => string.Join('\n', code.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
