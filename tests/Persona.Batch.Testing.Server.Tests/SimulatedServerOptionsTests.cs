namespace PersonaBatch.Testing.Server.Tests;

public sealed class SimulatedServerOptionsTests
{
    public static TheoryData<string, SimulatedServerOptions> OutOfRange => new()
    {
        { "Port must be 0 to 65535, was -1", new() { Port = -1 } },
        { "ContextTokens must be 1 to 1000000000, was 0", new() { ContextTokens = 0 } },
        { "RequestsPerMinute must be 1 to 1000000000, was 0", new() { RequestsPerMinute = 0 } },
        { "TokensPerMinute must be 1 to 1000000000, was -1", new() { TokensPerMinute = -1 } },
        { "InputTokensPerMinute must be 1 to 1000000000, was 0", new() { InputTokensPerMinute = 0 } },
        { "OutputTokensPerMinute must be 1 to 1000000000, was 0", new() { OutputTokensPerMinute = 0 } },
        { "RequestsPerSecond must be 1 to 1000000000, was 0", new() { RequestsPerSecond = 0 } },
        { "TokensPerSecond must be 1 to 1000000000, was 0", new() { TokensPerSecond = 0 } },
        { "RequestsPerDay must be 1 to 1000000000, was 0", new() { RequestsPerDay = 0 } },
        { "RetryAfterOnSuccess must be 00:00:00 to 365.00:00:00, was -00:00:01", new() { RetryAfterOnSuccess = TimeSpan.FromSeconds(-1) } },
        { "LimitRule must be 0 to 1, was 2", new() { LimitRule = (SimulatedLimitRule)2 } },
        { "Burst must be 00:00:01 to 01:00:00, was 00:00:00", new() { Burst = TimeSpan.Zero } },
        { "DefaultMaxTokens must be 0 to 1000000000, was -1", new() { DefaultMaxTokens = -1 } },
        { "Concurrency must be 1 to 1000000, was 0", new() { Concurrency = 0 } },
        { "QueueLimit must be 0 to 1000000, was -1", new() { QueueLimit = -1 } },
        { "Latency must be 00:00:00 to 1.00:00:00, was -00:00:01", new() { Latency = TimeSpan.FromSeconds(-1) } },
        { "LatencySpread must be 0 to 3, was 3.5", new() { LatencySpread = 3.5 } },
        { "ErrorRate must be 0 to 1, was 1.5", new() { ErrorRate = 1.5 } },
        { "HangRate must be 0 to 1, was NaN", new() { HangRate = double.NaN } },
        { "ResetRate must be 0 to 1, was -0.1", new() { ResetRate = -0.1 } },
        { "MalformedRate must be 0 to 1, was -0.1", new() { MalformedRate = -0.1 } },
        { "TruncatedRate must be 0 to 1, was 2", new() { TruncatedRate = 2 } },
        { "ErrorRate + HangRate + ResetRate + MalformedRate + TruncatedRate must be 0 to 1, was 1.2", new() { ErrorRate = 0.6, TruncatedRate = 0.6 } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task StartAsync_OptionOutOfRange_ThrowsNamingValueAndRange(string message, SimulatedServerOptions options)
    {
        var act = () => SimulatedServer.StartAsync(options);

        await act.Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage($"{message}*");
    }

    [Fact]
    public async Task StartAsync_OptionsAtTheirBounds_AreFine()
    {
        await using var server = await SimulatedServer.StartAsync(new()
        {
            ContextTokens = null,
            RequestsPerMinute = 1_000_000_000,
            TokensPerMinute = 1,
            InputTokensPerMinute = 1,
            OutputTokensPerMinute = 1_000_000_000,
            RequestsPerSecond = 1_000_000_000,
            TokensPerSecond = 1,
            RequestsPerDay = 1_000_000_000,
            RetryAfterOnSuccess = TimeSpan.FromDays(365),
            Burst = TimeSpan.FromHours(1),
            DefaultMaxTokens = 0,
            Concurrency = 1,
            QueueLimit = 0,
            Latency = TimeSpan.FromDays(1),
            LatencySpread = 3,
            ErrorRate = 0.5,
            HangRate = 0.2,
            ResetRate = 0.1,
            MalformedRate = 0.1,
            TruncatedRate = 0.1,
        });

        server.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task StartAsync_OptionsChangedAfterwards_AreNotFollowed()
    {
        var options = new SimulatedServerOptions { Models = { "gpt-4o" } };
        await using var server = await SimulatedServer.StartAsync(options);
        using var client = new Support.RawClient(server);

        options.Models.Clear();

        (await client.AskAsync("a")).Status.Should().Be(404);
    }

    [Fact]
    public void Constructor_Always_HasTheDocumentedDefaults() =>
        new SimulatedServerOptions().Should().BeEquivalentTo(new
        {
            Port = 0,
            ApiKey = (string?)null,
            Models = Array.Empty<string>(),
            ContextTokens = 128_000,
            RequestsPerMinute = (int?)null,
            TokensPerMinute = (int?)null,
            InputTokensPerMinute = (int?)null,
            OutputTokensPerMinute = (int?)null,
            RequestsPerSecond = (int?)null,
            TokensPerSecond = (int?)null,
            RequestsPerDay = (int?)null,
            RetryAfterOnSuccess = (TimeSpan?)null,
            LimitRule = SimulatedLimitRule.Refilling,
            Burst = TimeSpan.FromMinutes(1),
            DefaultMaxTokens = 16,
            RateLimitHeaders = true,
            RetryAfterHeaders = true,
            RetryAfterMessages = true,
            Concurrency = (int?)null,
            QueueLimit = (int?)null,
            Latency = TimeSpan.Zero,
            LatencySpread = 0.0,
            ErrorRate = 0.0,
            HangRate = 0.0,
            ResetRate = 0.0,
            MalformedRate = 0.0,
            TruncatedRate = 0.0,
            Seed = 1,
            CountTokens = (Func<string, int>?)null,
            PromptKey = (Func<IReadOnlyList<SimulatedMessage>, string>?)null,
            KeepPrompts = false,
        });
}
