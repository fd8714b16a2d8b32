using System.Text;
using Microsoft.Extensions.Configuration;

namespace PersonaBatch.Tests.Configuration;

/// <summary>The product's first document shows two blocks of YAML. They bind as they stand there.</summary>
public sealed class SeedConfigurationTests
{
    private const string Providers = """
        batch:
          providers:
            anthropic:
              max_concurrent: 5
              requests_per_minute: 50  # Leave headroom
              backoff_multiplier: 2
            openai:
              max_concurrent: 10
              requests_per_minute: 50
              backoff_multiplier: 1.5
            ollama:
              max_concurrent: 2  # Hardware limited
              requests_per_minute: 1000  # Effectively unlimited
        """;

    private const string Batch = """
        batch:
          processing:
            mode: adaptive  # fixed, adaptive, backpressure
            chunk_size: 10
            checkpoint:
              enabled: true
              interval: 10  # Save every N items
              directory: .persona/checkpoints
          concurrency:
            min_workers: 1
            max_workers: 20
            target_latency_ms: 5000
            success_threshold: 0.9
          retry:
            max_attempts: 3
            backoff_base: 2.0
            retryable_errors:
              - rate_limit
              - timeout
              - server_error
        """;

    [Fact]
    public void Bind_ProvidersAsWritten_TakesEveryValue()
    {
        var options = Bind(Providers);

        options.Providers.Should().HaveCount(3);
        options.Providers["anthropic"].Should().BeEquivalentTo(new ProviderOptions { MaxConcurrent = 5, RequestsPerMinute = 50, BackoffMultiplier = 2 });
        options.Providers["openai"].Should().BeEquivalentTo(new ProviderOptions { MaxConcurrent = 10, RequestsPerMinute = 50, BackoffMultiplier = 1.5 });
        options.Providers["ollama"].Should().BeEquivalentTo(new ProviderOptions { MaxConcurrent = 2, RequestsPerMinute = 1000 });
    }

    [Fact]
    public void Bind_BatchAsWritten_TakesEveryValue()
    {
        var options = Bind(Batch);

        options.Processing.Should().BeEquivalentTo(new { Mode = BatchMode.Adaptive, ChunkSize = 10, Checkpoint = new { Enabled = true, Interval = 10, Directory = ".persona/checkpoints" } });
        options.Concurrency.Should().BeEquivalentTo(new { MinWorkers = 1, MaxWorkers = 20, TargetLatencyMs = 5000, SuccessThreshold = 0.9 });
        options.Retry.MaxAttempts.Should().Be(3);
        options.Retry.WrittenBackoffBase.Should().Be(2.0);
        options.Retry.RetryableErrors.Should().Equal(RetryableError.RateLimit, RetryableError.Timeout, RetryableError.ServerError);
    }

    [Theory]
    [InlineData("mode: adaptive", "mode: backpressure")]
    [InlineData("chunk_size: 10", "chunk_size: 11")]
    [InlineData("enabled: true", "enabled: false")]
    [InlineData("interval: 10", "interval: 11")]
    [InlineData("directory: .persona/checkpoints", "directory: elsewhere")]
    [InlineData("min_workers: 1", "min_workers: 2")]
    [InlineData("max_workers: 20", "max_workers: 21")]
    [InlineData("target_latency_ms: 5000", "target_latency_ms: 5001")]
    [InlineData("success_threshold: 0.9", "success_threshold: 0.95")]
    [InlineData("max_attempts: 3", "max_attempts: 4")]
    [InlineData("backoff_base: 2.0", "backoff_base: 2.5")]
    [InlineData("- timeout", "- invalid_response")]
    public void Bind_OneLineChanged_ChangesOneValue(string line, string changed)
    {
        var options = Bind(Batch.Replace(line, changed, StringComparison.Ordinal));

        options.Should().NotBeEquivalentTo(Bind(Batch), static compare => compare.Excluding(static found => found.Written));
    }

    private static BatchOptions Bind(string yaml) =>
        BoundOptions.Of(new ConfigurationBuilder().AddYamlStream(new MemoryStream(Encoding.UTF8.GetBytes(yaml))).Build());
}
