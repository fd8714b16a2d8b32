using Microsoft.Extensions.Time.Testing;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

/// <summary>Limits of every length, on every wire.</summary>
public sealed class WireLimitTests
{
    private readonly FakeTimeProvider _time = new();

    public static TheoryData<SimulatedWire> Wires => WireCall.All;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task RequestsPerSecond_Enforced_LetsInSoManyThenOneForEachRefill(SimulatedWire wire)
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 100, RequestsPerSecond = 2 });
        using var client = new RawClient(server);

        (await StatusesAsync(client, wire, 3)).Should().Equal(200, 200, 429);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        (await StatusesAsync(client, wire, 1)).Should().Equal(429);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await StatusesAsync(client, wire, 2)).Should().Equal(200, 429);
        (server.Succeeded, server.Rejected).Should().Be((3, 3));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task RequestsPerMinute_Enforced_IsOneLimitForAllWires(SimulatedWire wire)
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 2 });
        using var client = new RawClient(server);

        await client.AskAsync(SimulatedWire.OpenAI, "a");
        var statuses = await StatusesAsync(client, wire, 2);

        statuses.Should().Equal(200, 429);
    }

    [Fact]
    public async Task RequestsPerSecond_OfFixedRule_CountsAnewWithEachSecond()
    {
        await using var server = await StartAsync(new() { RequestsPerSecond = 2, LimitRule = SimulatedLimitRule.FixedMinutes });
        using var client = new RawClient(server);
        _time.Advance(TimeSpan.FromMilliseconds(900));

        (await StatusesAsync(client, SimulatedWire.OpenAI, 3)).Should().Equal(200, 200, 429);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        (await StatusesAsync(client, SimulatedWire.OpenAI, 3)).Should().Equal(200, 200, 429);
    }

    [Theory]
    [InlineData(SimulatedLimitRule.Refilling)]
    [InlineData(SimulatedLimitRule.FixedMinutes)]
    public async Task TokensPerSecond_CallAboveASecond_HasAWholeSecondsBudget(SimulatedLimitRule rule)
    {
        await using var server = await StartAsync(new() { TokensPerSecond = 100, LimitRule = rule });
        using var client = new RawClient(server);

        var large = await client.AskAsync("a", maxTokens: 149);
        var next = await client.AskAsync("a", maxTokens: 9);
        _time.Advance(TimeSpan.FromSeconds(1));
        var later = await client.AskAsync("a", maxTokens: 9);

        (large.Status, next.Status, later.Status).Should().Be((200, 429, 200));
    }

    [Fact]
    public async Task RequestsPerSecond_Hit_SaysSoAndHeadersStillTellTheMinute()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 100, RequestsPerSecond = 1 });
        using var client = new RawClient(server);
        await client.AskAsync("a");

        var reply = await client.AskAsync("a");

        ((string)reply.Error["message"]!).Should().Contain("on requests per sec (RPS): Limit 1, Used 1, Requested 1. Please try again in 1s.");
        (reply.Header("x-ratelimit-limit-requests"), reply.Header("x-ratelimit-remaining-requests"), reply.Header("retry-after-ms")).Should().Be(("100", "99", "1000"));
    }

    [Fact]
    public async Task RequestsPerDay_Enforced_IsWhatHeadersTell()
    {
        // The numbers of recorded replies: 10,000 a day, full again after 8.64 s.
        await using var server = await StartAsync(new() { RequestsPerMinute = 500, RequestsPerDay = 10_000 });
        using var client = new RawClient(server);

        var reply = await client.AskAsync("a");

        (reply.Header("x-ratelimit-limit-requests"), reply.Header("x-ratelimit-remaining-requests"), reply.Header("x-ratelimit-reset-requests")).Should().Be(("10000", "9999", "8.64s"));
    }

    [Theory]
    [InlineData(SimulatedWire.OpenAI, "*on requests per day (RPD): Limit 1, Used 1, Requested 1. Please try again in 24h0m0s.*")]
    [InlineData(SimulatedWire.Anthropic, "*rate limit of 1 requests per day*")]
    [InlineData(SimulatedWire.Ollama, "*daily usage limit*")]
    [InlineData(SimulatedWire.Gemini, "*GenerateRequestsPerDayPerProjectPerModel-FreeTier*\"retryDelay\": \"86400s\"*")]
    public async Task RequestsPerDay_Hit_SaysSo(SimulatedWire wire, string body)
    {
        await using var server = await StartAsync(new() { RequestsPerDay = 1 });
        using var client = new RawClient(server);
        await client.AskAsync(wire, "a");

        var reply = await client.AskAsync(wire, "a");

        reply.Status.Should().Be(429);
        reply.Body.Should().Match(body);
    }

    [Theory]
    [InlineData(100, null, "input tokens")]
    [InlineData(null, 100, "output tokens")]
    public async Task InputAndOutputTokens_Enforced_AreApart(int? input, int? output, string unit)
    {
        await using var server = await StartAsync(new() { InputTokensPerMinute = input, OutputTokensPerMinute = output });
        using var client = new RawClient(server);

        var first = await client.AskAsync(SimulatedWire.Anthropic, new string('x', 320), maxTokens: 80);
        var second = await client.AskAsync(SimulatedWire.Anthropic, new string('x', 320), maxTokens: 80);

        (first.Status, second.Status, second.Header("retry-after")).Should().Be((200, 429, "36"));
        second.ErrorOn(SimulatedWire.Anthropic).Should().Contain($"rate limit of 100 {unit} per minute");
    }

    [Fact]
    public async Task Limits_SeveralHit_NamesTheOneThatLastsLongest()
    {
        await using var server = await StartAsync(new() { RequestsPerSecond = 1, TokensPerMinute = 60 });
        using var client = new RawClient(server);
        await client.AskAsync("a", maxTokens: 59);

        var reply = await client.AskAsync("a", maxTokens: 29);

        ((string)reply.Error["message"]!).Should().Contain("tokens per min (TPM): Limit 60, Used 60, Requested 30. Please try again in 30s.");
    }

    [Fact]
    public async Task Change_OfALimitASecond_LeavesTheMinuteAsItWas()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 3 });
        using var client = new RawClient(server);
        await StatusesAsync(client, SimulatedWire.OpenAI, 2);

        server.Change(options => options.RequestsPerSecond = 10);

        (await StatusesAsync(client, SimulatedWire.OpenAI, 2)).Should().Equal(200, 429);
    }

    [Theory]
    [InlineData(SimulatedWire.OpenAI, 503)]
    [InlineData(SimulatedWire.Anthropic, 529)]
    [InlineData(SimulatedWire.Ollama, 503)]
    [InlineData(SimulatedWire.Gemini, 503)]
    public async Task QueueLimit_Full_RefusesAsItsProviderDoes(SimulatedWire wire, int status)
    {
        await using var server = await SimulatedServer.StartAsync(new() { Concurrency = 1, QueueLimit = 1, HangRate = 1 });
        using var client = new RawClient(server);
        using var source = new CancellationTokenSource();
        Task<RawReply>[] calls = [.. "abc".Select(prompt => client.AskAsync(wire, $"{prompt}", cancellationToken: source.Token))];

        var refused = await await Task.WhenAny(calls);
        await source.CancelAsync();

        (refused.Status, server.Rejected).Should().Be((status, 1));
        await calls.Invoking(Task.WhenAll).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<List<int>> StatusesAsync(RawClient client, SimulatedWire wire, int calls)
    {
        var statuses = new List<int>();
        for (var call = 0; call < calls; call++)
        {
            statuses.Add((await client.AskAsync(wire, "a")).Status);
        }

        return statuses;
    }

    private Task<SimulatedServer> StartAsync(SimulatedServerOptions options) => SimulatedServer.StartAsync(options, timeProvider: _time);
}
