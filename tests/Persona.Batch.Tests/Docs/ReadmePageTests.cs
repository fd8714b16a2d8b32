using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Docs;

/// <summary>The page says what is compiled, and what it says is true.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ReadmePageTests
{
    private const string Using = "using PersonaBatch;";

    [Fact]
    public async Task Page_ItsCode_IsTheCompiledOne()
    {
        var compiled = Flat(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "ReadmePage.cs")));
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "README.md"));

        var blocks = page.Split("```csharp\n").Skip(1).Select(static block => Flat(block.Split("```")[0].Replace(Using, "", StringComparison.Ordinal))).ToList();

        blocks.Should().HaveCount(4).And.AllSatisfy(block => compiled.Should().Contain(block));
    }

    [Fact]
    public async Task InVirtualTime_SixtyAMinute_TakesTheMinutes()
    {
        var options = new BatchOptions { Processing = { Checkpoint = { Enabled = false } } };

        var result = await ReadmePage.InVirtualTimeAsync([.. VirtualBatch.Items(100)], options);

        result.EnsureAllSucceeded();
        result.Duration.Should().BeGreaterThan(TimeSpan.FromSeconds(95));
    }

    [Fact]
    public async Task AddTo_AProviderOverHttp_AnswersWithUsageAndAKey()
    {
        using var handler = new Answering();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("batch:processing:checkpoint:enabled", "false")])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton(new HttpClient(handler) { BaseAddress = new Uri("http://127.0.0.1") });
        ReadmePage.AddTo(services, configuration);
        await using var container = services.BuildServiceProvider();

        var processor = container.GetRequiredService<OptimisedBatchProcessor<ReadmePage.Brief, ReadmePage.Persona>>();
        var result = await processor.ProcessAsync([new ReadmePage.Brief("b-1", "a nurse")]);

        result.Values.Should().Equal(new ReadmePage.Persona("Ada", 36));
        result.Usage.Should().Be(new TokenUsage(12, 34));
        handler.Key.Should().HaveLength(32);
    }

    private static string Flat(string code) => string.Concat(code.Where(static character => !char.IsWhiteSpace(character)));

    private sealed class Answering : HttpMessageHandler
    {
        public string? Key { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Key = request.Headers.GetValues("Idempotency-Key").Single();
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent("""{"persona":{"name":"Ada","age":36},"inputTokens":12,"outputTokens":34}""", Encoding.UTF8, "application/json"),
            });
        }
    }
}
