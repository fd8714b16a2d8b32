using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests;

/// <summary>The main job as a host runs it: 3,910 real prompts, the official SDK, real HTTP, a server that throttles and fails.</summary>
public sealed class MainJobTests
{
    /// <summary>All prompts at the limit, instead of a good minute of it.</summary>
    private const string LongFlag = "PERSONA_BATCH_LONG";

    private const int MostOutput = 100;

    private static readonly Dictionary<string, int> TrueTokens = Prompt.All.ToDictionary(static prompt => prompt.Text, static prompt => prompt.Tokens);

    [Fact]
    public async Task ProcessAsync_AllPrompts_EveryIdOnceAndNoCallInVain()
    {
        await using var batch = await StartAsync(requestsPerMinute: 30_000, tokensPerMinute: 20_000_000);

        var result = await batch.RunAsync(Prompt.All.Count);

        result.EnsureAllSucceeded();
        result.Outcomes.Select(static outcome => outcome.Id).Should().BeEquivalentTo(Prompt.All.Select(static prompt => prompt.Id));
        result.Outcomes.Should().OnlyContain(static outcome => outcome.Value == $"about {outcome.Item.Text.Length}");
        batch.Server.Succeeded.Should().Be(Prompt.All.Count);
        batch.Server.Calls.Should().HaveCount(batch.Client.Calls, "one attempt is one HTTP call although the SDK would retry");
        batch.Server.Calls.Should().HaveCountGreaterThan(Prompt.All.Count, "some calls fail");
    }

    [Fact]
    public async Task ProcessAsync_AtTheLimit_NoMinuteHoldsMoreThanItAllows()
    {
        var isLong = Environment.GetEnvironmentVariable(LongFlag) is { Length: > 0 };
        var (prompts, requests, tokens) = isLong ? (Prompt.All.Count, 2_400, 450_000) : (1_450, 1_200, 240_000);
        await using var batch = await StartAsync(requests, tokens);

        var result = await batch.RunAsync(prompts);

        result.EnsureAllSucceeded();
        var calls = batch.Server.Calls;
        var most = calls.MostInAnyWindow(TimeSpan.FromMinutes(1));
        most.Requests.Should().BeInRange(requests * 9 / 10, requests, "no more than the limit, and close to it");
        most.Tokens.Should().BeLessThanOrEqualTo(tokens);
        batch.Server.Rejected.Should().BeLessThanOrEqualTo(calls.Count / 100);
    }

    private static async Task<WireBatch> StartAsync(int requestsPerMinute, int tokensPerMinute)
    {
        var batch = await WireBatch.StartAsync(
            new SimulatedServerOptions
            {
                RequestsPerMinute = requestsPerMinute,
                TokensPerMinute = tokensPerMinute,
                Latency = TimeSpan.FromMilliseconds(40),
                LatencySpread = 0.5,
                ErrorRate = 0.01,
                ResetRate = 0.003,
                MalformedRate = 0.003,
                TruncatedRate = 0.003,
                CountTokens = static text => TrueTokens.GetValueOrDefault(text, 5),
            },
            static request => $"about {request.Messages[0].Content.Length}");
        batch.MostOutputTokens = MostOutput;
        batch.Options.Concurrency.MaxWorkers = 100;
        batch.Options.Retry.MaxAttempts = 6;
        batch.Options.Retry.BackoffBase = 1.1;
        return batch;
    }
}
