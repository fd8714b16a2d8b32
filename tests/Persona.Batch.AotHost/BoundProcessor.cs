using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PersonaBatch.AotHost;

/// <summary>A processor that a container makes of a configuration: nothing of it may need what the trimmer takes away.</summary>
internal static class BoundProcessor
{
    private const string Settings = """
        {
          "batch": {
            "provider": "openai", "processing": { "mode": "fixed", "checkpoint": { "enabled": false } }, "concurrency": { "MaxWorkers": 3 },
            "retry": { "retryable_errors": ["rate_limit"] }, "prices": { "llama3:8b": { "input_per_million": 0.5 } }, "timeouts": { "drain": "00:00:05" }
          },
          "wrong": { "concurrency": { "max_worker": 3, "max_workers": 0 } }
        }
        """;

    public static async Task<bool> RunAsync()
    {
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Settings))).Build();
        var services = new ServiceCollection();
        services.AddBatchProcessor<string, string>("bound", configuration.GetSection("batch")).UseProvider<Echo>();
        services.AddBatchProcessor<string, string>("wrong", configuration.GetSection("wrong")).UseProvider(static _ => new Echo());
        await using var container = services.BuildServiceProvider();

        var result = await container.GetRequiredService<OptimisedBatchProcessor<string, string>>().ProcessAsync(["a"]);
        var monitor = container.GetRequiredService<IOptionsMonitor<BatchOptions>>();
        var options = monitor.Get("bound");
        return result.Values.Single() == "a from openai"
            && options is { Processing.Mode: BatchMode.Fixed, Concurrency.MaxWorkers: 3, Retry.RetryableErrors: [RetryableError.RateLimit] }
            && options.Prices["llama3:8b"].InputPerMillion == 0.5m
            && options.Timeouts.Drain == TimeSpan.FromSeconds(5)
            && CountFaults(monitor) == 2;
    }

    private static int CountFaults(IOptionsMonitor<BatchOptions> monitor)
    {
        try
        {
            _ = monitor.Get("wrong");
            return 0;
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures.Count();
        }
    }

    private sealed class Echo : IBatchProvider<string, string>
    {
        public ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken) => ValueTask.FromResult($"{item} from {call.Provider}");
    }
}
