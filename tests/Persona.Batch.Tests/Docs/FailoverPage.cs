using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PersonaBatch.Tests.Docs;

/// <summary>The code of docs/failover.md, compiled.</summary>
#pragma warning disable IDE0011, CA1812, CS9113 // as short as a page wants it; the container makes these types; they only stand for clients
internal static class FailoverPage
{
    public static async Task<BatchResult<string, string>> SeveralAsync(HttpClient http, IEnumerable<string> questions)
    {
        var processor = new OptimisedBatchProcessor<string, string>(
            [
                new("openai", new OpenAIAnswers(http), model: "gpt-5-mini"),
                new("anthropic", new AnthropicAnswers(http), model: "claude-haiku-4-5"),
                new("ollama", (question, cancellationToken) => AskOllamaAsync(question, cancellationToken)),
            ],
            new BatchOptions
            {
                BatchId = "questions",
                Providers = { ["openai"] = new() { RequestsPerMinute = 500 }, ["ollama"] = new() { MaxConcurrent = 2 } },
                Prices =
                {
                    ["gpt-5-mini"] = new() { InputPerMillion = 0.25m, OutputPerMillion = 2m },
                    ["claude-haiku-4-5"] = new() { InputPerMillion = 1m, OutputPerMillion = 5m },
                },
                Failover = { After = TimeSpan.FromSeconds(10) },
            });

        var result = await processor.ProcessAsync(questions);
        foreach (var answered in result.Succeeded.GroupBy(outcome => outcome.Provider)) Console.WriteLine($"{answered.Key}: {answered.Count()}");
        return result;
    }

    public static void AddTo(IServiceCollection services, IConfiguration configuration) =>
        services
            .AddBatchProcessor<string, string>("questions", configuration.GetSection("batch"))
            .UseProvider<OpenAIAnswers>()
            .ThenUseProvider<AnthropicAnswers>("anthropic", model: "claude-haiku-4-5");

    private static Task<string> AskOllamaAsync(string question, CancellationToken cancellationToken) => Task.FromResult($"{question}!");

    /// <summary>Its quota is used up.</summary>
    public sealed class OpenAIAnswers(HttpClient http) : IBatchProvider<string, string>
    {
        public ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken) =>
            throw new ProviderException(new BatchFailure(FailureClass.QuotaExhausted, "You exceeded your current quota"));
    }

    public sealed class AnthropicAnswers(HttpClient http) : IBatchProvider<string, string>
    {
        public ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken)
        {
            call.ReportUsage(new TokenUsage(1_000_000, 0));
            return ValueTask.FromResult($"{item} from {call.Provider}");
        }
    }
}
