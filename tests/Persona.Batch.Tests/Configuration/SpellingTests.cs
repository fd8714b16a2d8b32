using System.Text;
using Microsoft.Extensions.Configuration;

namespace PersonaBatch.Tests.Configuration;

public sealed class SpellingTests
{
    private const string Json = """
        {
          "Batch": {
            "BatchId": "nightly",
            "Provider": "openai",
            "Model": "gpt-5-mini",
            "OnItemFailure": "StopBatch",
            "MaxFailureRate": 0.25,
            "Duplicates": "Skip",
            "Fingerprint": { "prompt_version": "3" },
            "Prices": { "gpt_5-mini": { "InputPerMillion": 0.25, "OutputPerMillion": 2, "CachedPerMillion": 0.025, "CacheWritePerMillion": 0.3 } },
            "Providers": {
              "my_gateway": {
                "Quota": "team_a", "MaxConcurrent": 7, "RequestsPerMinute": 60, "TokensPerMinute": 1000, "InputTokensPerMinute": 900,
                "OutputTokensPerMinute": 800, "RequestsPerDay": 5000, "BackoffMultiplier": 1.5
              }
            },
            "Processing": { "Mode": "Backpressure", "ChunkSize": 25, "Checkpoint": { "Enabled": false, "Interval": 5, "Directory": "/data/batches" } },
            "Concurrency": {
              "MinWorkers": 2, "MaxWorkers": 40, "Algorithm": "Windowed", "TargetLatencyMs": 900, "SuccessThreshold": 0.95, "DecreaseThreshold": 0.5
            },
            "Retry": { "MaxAttempts": 5, "BackoffBase": 3, "MaxHonoredRetryAfter": "00:02:00", "RetryableErrors": ["RateLimit", "InvalidResponse"] },
            "Failover": { "After": "00:00:10", "Failures": 3, "CoolDown": "00:02:00" },
            "Timeouts": { "Attempt": "00:01:00", "Item": "01:00:00", "Batch": "1.00:00:00", "Drain": "00:00:10" }
          }
        }
        """;

    [Fact]
    public void Bind_PascalCaseJson_TakesEveryKey()
    {
        var options = BoundOptions.Of(OfJson(Json));

        options.Should().BeEquivalentTo(
            new BatchOptions
            {
                BatchId = "nightly",
                Provider = "openai",
                Model = "gpt-5-mini",
                OnItemFailure = FailurePolicy.StopBatch,
                MaxFailureRate = 0.25,
                Duplicates = DuplicatePolicy.Skip,
                Fingerprint = { ["prompt_version"] = "3" },
                Prices = { ["gpt_5-mini"] = new ModelPrice { InputPerMillion = 0.25m, OutputPerMillion = 2, CachedPerMillion = 0.025m, CacheWritePerMillion = 0.3m } },
                Providers =
                {
                    ["my_gateway"] = new ProviderOptions
                    {
                        Quota = "team_a",
                        MaxConcurrent = 7,
                        RequestsPerMinute = 60,
                        TokensPerMinute = 1000,
                        InputTokensPerMinute = 900,
                        OutputTokensPerMinute = 800,
                        RequestsPerDay = 5000,
                        BackoffMultiplier = 1.5,
                    },
                },
                Processing = { Mode = BatchMode.Backpressure, ChunkSize = 25, Checkpoint = { Enabled = false, Interval = 5, Directory = "/data/batches" } },
                Concurrency = { MinWorkers = 2, MaxWorkers = 40, Algorithm = ConcurrencyAlgorithm.Windowed, TargetLatencyMs = 900, SuccessThreshold = 0.95, DecreaseThreshold = 0.5 },
                Retry = { MaxAttempts = 5, BackoffBase = 3, MaxHonoredRetryAfter = TimeSpan.FromMinutes(2), RetryableErrors = [RetryableError.RateLimit, RetryableError.InvalidResponse] },
                Failover = { After = TimeSpan.FromSeconds(10), Failures = 3, CoolDown = TimeSpan.FromMinutes(2) },
                Timeouts = { Attempt = TimeSpan.FromMinutes(1), Item = TimeSpan.FromHours(1), Batch = TimeSpan.FromDays(1), Drain = TimeSpan.FromSeconds(10) },
            },
            static compare => compare.Excluding(static found => found.Written));
    }

    [Theory]
    [InlineData("batch__concurrency__max_workers", "batch__providers__OPENAI__requests_per_minute", "batch__retry__retryable_errors__0")]
    [InlineData("BATCH__CONCURRENCY__MAXWORKERS", "BATCH__PROVIDERS__OPENAI__REQUESTSPERMINUTE", "BATCH__RETRY__RETRYABLEERRORS__0")]
    [InlineData("Batch__Concurrency__MaxWorkers", "Batch__Providers__openai__RequestsPerMinute", "Batch__Retry__RetryableErrors__0")]
    [InlineData("BATCH__CONCURRENCY__MAX_WORKERS", "BATCH__PROVIDERS__OPENAI__REQUESTS_PER_MINUTE", "BATCH__RETRY__RETRYABLE_ERRORS__0")]
    public void Bind_EnvironmentVariables_InAnySpelling(string workers, string requests, string error)
    {
        var options = BoundOptions.Of(OfEnvironment((workers, "33"), (requests, "44"), (error, "SERVER_ERROR")));

        options.Concurrency.MaxWorkers.Should().Be(33);
        options.Providers["openai"].RequestsPerMinute.Should().Be(44);
        options.Retry.RetryableErrors.Should().Equal(RetryableError.ServerError);
    }

    [Theory]
    [InlineData("rate_limit")]
    [InlineData("RateLimit")]
    [InlineData("RATE_LIMIT")]
    [InlineData("ratelimit")]
    public void Bind_NamesOfValues_InAnySpelling(string name) =>
        BoundOptions.Of(("retry:retryable_errors:0", name)).Retry.RetryableErrors.Should().Equal(RetryableError.RateLimit);

    [Fact]
    public void Bind_FailoverInSnakeCase_TakesEveryKey() =>
        BoundOptions.Of(("failover:after", "00:00:10"), ("failover:failures", "3"), ("failover:cool_down", "00:02:00")).Failover
            .Should().BeEquivalentTo(new FailoverOptions { After = TimeSpan.FromSeconds(10), Failures = 3, CoolDown = TimeSpan.FromMinutes(2) });

    [Fact]
    public void Bind_NamesThatAreTheUsers_StayAsWritten()
    {
        var options = BoundOptions.Of(
            ("fingerprint:prompt_version", "v_2"), ("prices:gpt_4o:input_per_million", "1"), ("providers:my_gateway:quota", "team_a"), ("provider", "my_gateway"), ("model", "gpt_4o"));

        options.Fingerprint.Should().Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["prompt_version"] = "v_2" });
        options.Prices.Keys.Should().Equal("gpt_4o");
        options.Providers["my_gateway"].Quota.Should().Be("team_a");
        options.Provider.Should().Be("my_gateway");
        options.Model.Should().Be("gpt_4o");
    }

    [Fact]
    public void Bind_NamesWithColons_AreOneName()
    {
        var options = BoundOptions.Of(("prices:llama3.1:8b:input_per_million", "1"), ("prices:llama3.1:output_per_million", "2"), ("fingerprint:prompt:system", "7"), ("fingerprint:prompt", "8"));

        options.Prices["llama3.1:8b"].InputPerMillion.Should().Be(1);
        options.Prices["llama3.1"].OutputPerMillion.Should().Be(2);
        options.Fingerprint.Should().Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["prompt:system"] = "7", ["prompt"] = "8" });
    }

    [Fact]
    public void Bind_NothingWritten_KeepsEveryDefault()
    {
        var options = BoundOptions.Of(("processing:chunk_size", "10"), ("retry:max_attempts", "3"), ("providers:openai", ""), ("timeouts", null));

        options.Should().BeEquivalentTo(new BatchOptions(), static compare => compare.Excluding(static found => found.Written));
        options.Retry.WrittenBackoffBase.Should().BeNull();
    }

    [Fact]
    public void Bind_NullAndEmptyList_SayNeverAndNothing()
    {
        var options = BoundOptions.Of(OfJson("""{ "batch": { "MaxFailureRate": null, "Retry": { "RetryableErrors": [] }, "Concurrency": { "MaxWorkers": null }, "Processing": { "ChunkSize": null } } }"""));

        options.MaxFailureRate.Should().BeNull();
        options.Retry.RetryableErrors.Should().BeEmpty();
        options.Concurrency.MaxWorkers.Should().BeNull();
        options.Processing.ChunkSize.Should().Be(10);
    }

    [Fact]
    public void Bind_RetryableErrors_ReplacesTheDefault() =>
        BoundOptions.Of(("retry:retryable_errors:0", "unknown")).Retry.RetryableErrors.Should().Equal(RetryableError.Unknown);

    [Fact]
    public void Bind_InAnotherCulture_ReadsTheSame()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new("de-DE");
            BoundOptions.Of(("concurrency:success_threshold", "0.95")).Concurrency.SuccessThreshold.Should().Be(0.95);
            BoundOptions.Faults(("concurrency:success_threshold", "1.5")).Should().Equal("batch:concurrency:success_threshold: must be 0 to 1, was 1.5");
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    private static IConfigurationRoot OfJson(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    /// <summary>Real variables, under a prefix that is this test's alone.</summary>
    private static IConfigurationRoot OfEnvironment(params (string Name, string Value)[] variables)
    {
        var prefix = $"PERSONA_TEST_{Guid.NewGuid():N}_";
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(prefix + name, value);
        }

        try
        {
            return new ConfigurationBuilder().AddEnvironmentVariables(prefix).Build();
        }
        finally
        {
            foreach (var (name, _) in variables)
            {
                Environment.SetEnvironmentVariable(prefix + name, null);
            }
        }
    }
}
