using System.Reflection;

using Microsoft.Extensions.AI;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests.Docs;

/// <summary>The page says what is compiled, and what it says is true.</summary>
public sealed class SimulatedServerPageTests
{
    private static readonly string Page = Read("simulated-server.md");

    public static TheoryData<string> Faults =>
        [.. typeof(SimulatedFault).GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo || member is MethodInfo { IsSpecialName: false })
            .Select(member => member.Name)
            .Distinct()];

    public static TheoryData<string> Options => [.. typeof(SimulatedServerOptions).GetProperties().Select(property => property.Name)];

    [Fact]
    public void Page_ItsCode_IsTheCompiledOne()
    {
        var compiled = Flat(Read("SimulatedServerPage.cs"));

        Page.Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0])
            .Should().HaveCount(5).And.AllSatisfy(block => compiled.Should().Contain(Flat(block)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Table_OfFaults_NamesEachOne(string fault) => Page.Should().MatchRegex($@"\| [^|]*`{fault}[(`]");

    [Theory]
    [MemberData(nameof(Options))]
    public void Page_Always_NamesEachOption(string option) => Page.Should().MatchRegex($"`{option}`|{option} =");

    [Fact]
    public async Task StartAsync_OfThePage_Answers() => (await SimulatedServerPage.StartAsync()).Should().Be("a persona for a nurse");

    [Fact]
    public async Task ClientsOf_OneServer_SpeakEveryWire()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ApiKey = "test-key" });

        foreach (var client in SimulatedServerPage.ClientsOf(server))
        {
            using (client)
            {
                (await client.GetResponseAsync("a")).Text.Should().Be("Echo: a");
            }
        }

        server.Calls.Select(call => call.Wire).Should().Equal(SimulatedWire.OpenAI, SimulatedWire.Gemini, SimulatedWire.Anthropic, SimulatedWire.Ollama);
        SimulatedServerPage.Prove(server, new TokenUsage(4, 8));
    }

    [Fact]
    public async Task Script_OfThePage_FailsThoseCalls()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var client = new RawClient(server);
        SimulatedServerPage.Limit(server);
        SimulatedServerPage.Script(server);

        var first = await client.AskAsync("a");
        var second = await client.AskAsync("a");
        await client.AskAsync(SimulatedWire.Anthropic, "b");
        var anthropic = await client.AskAsync(SimulatedWire.Anthropic, "b");

        (first.Status, second.Status, anthropic.Status, anthropic.Header("anthropic-ratelimit-tokens-limit")).Should().Be((503, 429, 529, "38000"));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", file));

    private static string Flat(string code) => string.Concat(code.Where(static character => !char.IsWhiteSpace(character)));
}
