using Microsoft.Extensions.Time.Testing;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class LimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task RequestsPerMinute_Enforced_LetsInExactlyTheLimitThenOneForEachRefill()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 3 });
        using var client = new RawClient(server);

        (await StatusesAsync(client, 4)).Should().Equal(200, 200, 200, 429);
        _time.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        (await StatusesAsync(client, 1)).Should().Equal(429);
        _time.Advance(TimeSpan.FromTicks(1));
        (await StatusesAsync(client, 2)).Should().Equal(200, 429);
    }

    [Fact]
    public async Task RequestsPerMinute_Hit_SaysSoLikeOpenAi()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 3 });
        using var client = new RawClient(server);
        await StatusesAsync(client, 3);

        var reply = await client.AskAsync("a");

        reply.Body.Should().Be(
            """{"error":{"message":"Rate limit reached for gpt-4o-mini in organization org-simulated on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s. Visit https://platform.openai.com/account/rate-limits to learn more.","type":"requests","param":null,"code":"rate_limit_exceeded"}}""");
        (reply.Header("retry-after"), reply.Header("retry-after-ms")).Should().Be(("20", "20000"));
        (reply.Header("x-ratelimit-limit-requests"), reply.Header("x-ratelimit-remaining-requests"), reply.Header("x-ratelimit-reset-requests")).Should().Be(("3", "0", "1m0s"));
    }

    [Fact]
    public async Task TokensPerMinute_Hit_SaysSoWithTheWaitInMilliseconds()
    {
        // The numbers of a recorded reply.
        await using var server = await StartAsync(new() { TokensPerMinute = 30_000 });
        using var client = new RawClient(server);
        await client.AskAsync("a", maxTokens: 29_936);

        var reply = await client.AskAsync("a", maxTokens: 384);

        ((string)reply.Error["message"]!, (string)reply.Error["type"]!).Should().Be((
            "Rate limit reached for gpt-4o-mini in organization org-simulated on tokens per min (TPM): Limit 30000, Used 29937, Requested 385. Please try again in 644ms. Visit https://platform.openai.com/account/rate-limits to learn more.",
            "tokens"));
        (reply.Header("retry-after"), reply.Header("retry-after-ms")).Should().Be(("1", "644"));
    }

    [Fact]
    public async Task RetryAfter_Waited_IsEnoughAndNotAMillisecondTooLong()
    {
        await using var server = await StartAsync(new() { TokensPerMinute = 7_001 });
        using var client = new RawClient(server);
        await client.AskAsync("a", maxTokens: 7_000);
        var wait = TimeSpan.FromMilliseconds((await client.AskAsync("a", maxTokens: 2)).RetryAfterMilliseconds);

        _time.Advance(wait - TimeSpan.FromMilliseconds(1));
        var early = await client.AskAsync("a", maxTokens: 2);
        _time.Advance(TimeSpan.FromMilliseconds(early.RetryAfterMilliseconds));
        var late = await client.AskAsync("a", maxTokens: 2);

        (early.Status, early.RetryAfterMilliseconds, late.Status).Should().Be((429, 1, 200));
    }

    [Fact]
    public async Task Headers_OfASuccess_TellWhatIsLeftAndWhenItIsFull()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 500, TokensPerMinute = 30_000 });
        using var client = new RawClient(server);

        var reply = await client.AskAsync("a", maxTokens: 3);

        (reply.Header("x-ratelimit-limit-requests"), reply.Header("x-ratelimit-remaining-requests"), reply.Header("x-ratelimit-reset-requests")).Should().Be(("500", "499", "120ms"));
        (reply.Header("x-ratelimit-limit-tokens"), reply.Header("x-ratelimit-remaining-tokens"), reply.Header("x-ratelimit-reset-tokens")).Should().Be(("30000", "29996", "8ms"));
        reply.Header("retry-after").Should().BeNull();
    }

    [Fact]
    public async Task MaxTokens_NotNamed_ReservesSixteen()
    {
        await using var server = await StartAsync(new() { TokensPerMinute = 200_000 });
        using var client = new RawClient(server);

        var reply = await client.AskAsync("a");

        reply.Header("x-ratelimit-remaining-tokens").Should().Be("199983");
    }

    [Fact]
    public async Task RequestAboveTheWholeLimit_Sent_IsA429ThatNoWaitingHelps()
    {
        await using var server = await StartAsync(new() { TokensPerMinute = 30_000 });
        using var client = new RawClient(server);

        var reply = await client.AskAsync("a", maxTokens: 30_600);

        (reply.Status, reply.Header("retry-after"), reply.Header("x-ratelimit-remaining-tokens")).Should().Be((429, null, "30000"));
        ((string)reply.Error["message"]!).Should().StartWith("Request too large for gpt-4o-mini in organization org-simulated on tokens per min (TPM): Limit 30000, Requested 30601. ");
        ((string)reply.Error["code"]!).Should().Be("rate_limit_exceeded");
    }

    [Fact]
    public async Task Burst_OfASecond_EnforcesPerSecondAndStillTellsTheMinute()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 120, Burst = TimeSpan.FromSeconds(1) });
        using var client = new RawClient(server);

        (await StatusesAsync(client, 3)).Should().Equal(200, 200, 429);
        _time.Advance(TimeSpan.FromMinutes(1));
        var reply = await client.AskAsync("a");
        (await StatusesAsync(client, 2)).Should().Equal(200, 429);

        (reply.Header("x-ratelimit-remaining-requests"), reply.Header("x-ratelimit-reset-requests")).Should().Be(("119", "500ms"));
    }

    [Fact]
    public async Task Burst_SmallerThanACall_LetsItInWhenFullAndChargesAllOfIt()
    {
        await using var server = await StartAsync(new() { TokensPerMinute = 6_000, Burst = TimeSpan.FromSeconds(1) });
        using var client = new RawClient(server);

        var first = await client.AskAsync("a", maxTokens: 299);
        var second = await client.AskAsync("a", maxTokens: 299);

        (first.Status, second.Status, second.RetryAfterMilliseconds).Should().Be((200, 429, 3_000));
    }

    [Fact]
    public async Task FixedMinutes_CountAnewWithEachMinute()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 2, LimitRule = SimulatedLimitRule.FixedMinutes });
        using var client = new RawClient(server);
        _time.Advance(TimeSpan.FromSeconds(59));

        (await StatusesAsync(client, 2)).Should().Equal(200, 200);
        var refused = await client.AskAsync("a");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await StatusesAsync(client, 3)).Should().Equal(200, 200, 429);

        (refused.Status, refused.Header("retry-after-ms"), refused.Header("x-ratelimit-reset-requests")).Should().Be((429, "1000", "1s"));
    }

    [Fact]
    public async Task Limits_OfTwoModels_AreApart()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 1 });
        using var client = new RawClient(server);

        var one = await client.AskAsync(RawClient.Request("a", "gpt-one"));
        var other = await client.AskAsync(RawClient.Request("a", "gpt-other"));
        var again = await client.AskAsync(RawClient.Request("a", "gpt-one"));

        (one.Status, other.Status, again.Status).Should().Be((200, 200, 429));
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task Hints_SwitchedOff_AreNotSent(bool limits, bool headers, bool messages)
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 1, RateLimitHeaders = limits, RetryAfterHeaders = headers, RetryAfterMessages = messages });
        using var client = new RawClient(server);
        await client.AskAsync("a");

        var reply = await client.AskAsync("a");

        (reply.Header("x-ratelimit-limit-requests") is not null).Should().Be(limits);
        (reply.Header("retry-after") is not null, reply.Header("retry-after-ms") is not null).Should().Be((headers, headers));
        ((string)reply.Error["message"]!).Contains("try again in", StringComparison.Ordinal).Should().Be(messages);
    }

    [Fact]
    public async Task Refusals_CostNothing()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 60, TokensPerMinute = 100 });
        using var client = new RawClient(server);
        await client.AskAsync("a", maxTokens: 99);

        var refused = await client.AskAsync("a", maxTokens: 99);

        (refused.Status, refused.Header("x-ratelimit-remaining-requests")).Should().Be((429, "59"));
    }

    [Fact]
    public async Task Change_OfALimit_HoldsFromTheNextCallAndKeepsWhatWasUsed()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 2 });
        using var client = new RawClient(server);
        await StatusesAsync(client, 2);

        server.Change(options => options.RequestsPerMinute = 5);
        (await StatusesAsync(client, 4)).Should().Equal(200, 200, 200, 429);
        server.Change(options => options.RequestsPerMinute = 1);
        (await StatusesAsync(client, 1)).Should().Equal(429);
        server.Change(options => options.RequestsPerMinute = null);
        (await StatusesAsync(client, 1)).Should().Equal(200);
    }

    [Fact]
    public async Task Change_OfSomethingElse_LeavesTheLimitsAlone()
    {
        await using var server = await StartAsync(new() { RequestsPerMinute = 2 });
        using var client = new RawClient(server);
        await client.AskAsync("a");

        server.Change(options => options.Seed = 9);

        (await StatusesAsync(client, 2)).Should().Equal(200, 429);
    }

    [Fact]
    public async Task Concurrency_Full_WaitsInLineAndRefusesBeyondIt()
    {
        using var answering = new SemaphoreSlim(0);
        await using var server = await SimulatedServer.StartAsync(new() { Concurrency = 1, QueueLimit = 1 }, request =>
        {
            answering.Wait();
            return "done";
        });
        using var client = new RawClient(server);
        Task<RawReply>[] calls = [client.AskAsync("a"), client.AskAsync("b"), client.AskAsync("c")];

        var refused = await await Task.WhenAny(calls);
        answering.Release(2);
        var replies = await Task.WhenAll(calls);

        (refused.Status, (string)refused.Error["message"]!).Should().Be((503, "The engine is currently overloaded, please try again later."));
        replies.Select(reply => reply.Status).Order().Should().Equal(200, 200, 503);
        (server.Rejected, server.Succeeded).Should().Be((1, 2));
    }

    [Fact]
    public async Task Concurrency_CallerGoesAwayInLine_LeavesItsPlace()
    {
        await using var server = await SimulatedServer.StartAsync(new() { Concurrency = 1, HangRate = 1 });
        using var client = new RawClient(server);
        using var source = new CancellationTokenSource();
        Task[] calls = [client.AskAsync("a", cancellationToken: source.Token), client.AskAsync("b", cancellationToken: source.Token)];
        await server.WhenReceivedAsync(2);

        await source.CancelAsync();
        await server.WhenIdleAsync();
        server.Change(options => options.HangRate = 0);

        await calls.Invoking(Task.WhenAll).Should().ThrowAsync<OperationCanceledException>();
        (await client.AskAsync("c")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Concurrency_Raised_LetsWaitingCallsIn()
    {
        using var answering = new SemaphoreSlim(0);
        await using var server = await SimulatedServer.StartAsync(new() { Concurrency = 1 }, request =>
        {
            answering.Wait();
            return "done";
        });
        using var client = new RawClient(server);
        Task<RawReply>[] calls = [client.AskAsync("a"), client.AskAsync("b")];
        await server.WhenReceivedAsync(2);

        server.Change(options => options.Concurrency = 2);
        answering.Release(2);

        (await Task.WhenAll(calls)).Should().OnlyContain(reply => reply.Status == 200);
    }

    private static async Task<int[]> StatusesAsync(RawClient client, int calls)
    {
        var statuses = new int[calls];
        for (var call = 0; call < calls; call++)
        {
            statuses[call] = (await client.AskAsync("a")).Status;
        }

        return statuses;
    }

    private Task<SimulatedServer> StartAsync(SimulatedServerOptions options) => SimulatedServer.StartAsync(options, timeProvider: _time);
}
