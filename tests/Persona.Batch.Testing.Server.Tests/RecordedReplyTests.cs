using System.Globalization;

using Microsoft.Extensions.Time.Testing;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

/// <summary>The server sends what providers really sent: the same headers, the same limits in them, the same form of body. Each line of the record names its source.</summary>
public sealed class RecordedReplyTests
{
    private readonly FakeTimeProvider _time = new();

    /// <summary>Gets the record, the wire, how the server is set up, and how many calls come before.</summary>
    public static TheoryData<string, SimulatedWire, SimulatedServerOptions, int> Headers => new()
    {
        { "rl-001", SimulatedWire.OpenAI, new() { RequestsPerMinute = 30_000, TokensPerMinute = 150_000_000 }, 0 },
        { "rl-004", SimulatedWire.Anthropic, new() { RequestsPerMinute = 4_000, InputTokensPerMinute = 400_000, OutputTokensPerMinute = 80_000 }, 0 },
        { "rl-006", SimulatedWire.Anthropic, new() { RequestsPerMinute = 5, TokensPerMinute = 10_000 }, 0 },
        { "rl-008", SimulatedWire.Anthropic, new() { RequestsPerMinute = 50, TokensPerMinute = 50_000 }, 0 },
        { "rl-010", SimulatedWire.Anthropic, new() { InputTokensPerMinute = 2_000_000, OutputTokensPerMinute = 400_000, RetryAfterOnSuccess = TimeSpan.FromSeconds(59) }, 0 },
        { "rl-036", SimulatedWire.Anthropic, new() { RetryAfterOnSuccess = TimeSpan.FromSeconds(25) }, 0 },
        { "rl-055", SimulatedWire.Anthropic, new() { ApiKey = "another" }, 0 },
        { "rl-090", SimulatedWire.Anthropic, new() { RequestsPerMinute = 5, TokensPerMinute = 25_000, RetryAfterHeaders = false }, 5 },
        { "rl-091", SimulatedWire.Anthropic, new() { RequestsPerMinute = 4_000, InputTokensPerMinute = 200_000, OutputTokensPerMinute = 80_000, CountTokens = static _ => 100_000 }, 2 },
    };

    /// <summary>Gets the record, the wire, the fault that sends the like.</summary>
    public static TheoryData<string, SimulatedWire, SimulatedFault> Bodies => new()
    {
        { "rl-055", SimulatedWire.Anthropic, SimulatedFault.Status(401) },
        { "rl-093", SimulatedWire.Anthropic, SimulatedFault.Status(529) },
        { "rl-095", SimulatedWire.OpenAI, SimulatedFault.RateLimit(TimeSpan.FromHours(114.3)) },
        { "rl-096", SimulatedWire.OpenAI, SimulatedFault.RequestTooLarge },
        { "rl-097", SimulatedWire.OpenAI, SimulatedFault.InsufficientQuota },
        { "rl-098", SimulatedWire.OpenAI, SimulatedFault.RateLimit(TimeSpan.FromMilliseconds(644)) },
        { "rl-109", SimulatedWire.Gemini, SimulatedFault.RateLimit() },
        { "rl-112", SimulatedWire.Ollama, SimulatedFault.Status(503) },
        { "rl-114", SimulatedWire.Gemini, SimulatedFault.RateLimit(TimeSpan.FromSeconds(48.94)) },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Headers_OfARecordedReply_AreSentWithTheSameLimits(string id, SimulatedWire wire, SimulatedServerOptions options, int callsBefore)
    {
        var recorded = RecordedReply.Of(id);
        await using var server = await SimulatedServer.StartAsync(options, timeProvider: _time);
        using var client = new RawClient(server) { Headers = { Authorization = new("Bearer", "test-key") } };
        for (var call = 0; call < callsBefore; call++)
        {
            (await client.AskAsync(wire, "a", maxTokens: 1)).Status.Should().Be(200);
        }

        var reply = await client.AskAsync(wire, "a", maxTokens: 1);

        reply.Status.Should().Be(recorded.Status);
        reply.Headers.Select(header => header.Key).Where(RecordedReply.IsTelling)
            .Should().BeEquivalentTo(recorded.Headers.Keys, compare => compare.Using<string>(StringComparer.OrdinalIgnoreCase));
        recorded.Headers.Keys.Where(IsSetting).Select(reply.Header).Should().Equal(recorded.Headers.Where(header => IsSetting(header.Key)).Select(header => header.Value));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_OfARecordedReply_HasItsForm(string id, SimulatedWire wire, SimulatedFault fault)
    {
        var recorded = RecordedReply.Of(id);
        await using var server = await SimulatedServer.StartAsync();
        using var client = new RawClient(server);
        server.FailNext(fault);

        var reply = await client.AskAsync(wire, "a");

        reply.Status.Should().Be(recorded.Status);
        var body = wire == SimulatedWire.Gemini ? reply.Json.AsArray().Should().ContainSingle().Subject! : reply.Json;
        if (wire == SimulatedWire.Anthropic)
        {
            // The record leaves out what names a request.
            ((string)body["request_id"]!).Should().Be(reply.Header("request-id"));
            body.AsObject().Remove("request_id");
        }

        RecordedReply.FormOf(body).Should().Be(RecordedReply.FormOf(recorded.Body));
    }

    [Fact]
    public async Task Resets_OfAnthropic_AreInstantsThatHavePassedUnlessTheBucketIsEmpty()
    {
        // As in rl-091: the bucket that is used up is full again a minute later, the others were before the reply left.
        await using var server = await SimulatedServer.StartAsync(
            new() { RequestsPerMinute = 4_000, InputTokensPerMinute = 200_000, CountTokens = static _ => 100_000 },
            timeProvider: _time);
        using var client = new RawClient(server);
        await client.AskAsync(SimulatedWire.Anthropic, "a");
        var last = await client.AskAsync(SimulatedWire.Anthropic, "a");

        var now = _time.GetUtcNow();
        (Reset(last, "requests") <= now, Reset(last, "input-tokens") - now).Should().Be((true, TimeSpan.FromMinutes(1)));
        last.Headers.Date.Should().Be(now);
        (last.Header("anthropic-ratelimit-input-tokens-remaining"), last.Header("retry-after")).Should().Be(("0", null));
    }

    [Fact]
    public async Task RetryAfter_OfAnthropic_IsTheWaitForThisCallAndNotTheFullReset()
    {
        // As in rl-091: Retry-After 16 s, while the bucket is full again after more than a minute.
        await using var server = await SimulatedServer.StartAsync(new() { InputTokensPerMinute = 200_000, CountTokens = static _ => 100_000 }, timeProvider: _time);
        using var client = new RawClient(server);
        await client.AskAsync(SimulatedWire.Anthropic, "a");
        await client.AskAsync(SimulatedWire.Anthropic, "a");

        var refused = await client.AskAsync(SimulatedWire.Anthropic, "a");

        (refused.Status, refused.Header("retry-after"), refused.Header("x-should-retry")).Should().Be((429, "30", "true"));
        refused.ErrorOn(SimulatedWire.Anthropic).Should().StartWith("This request would exceed your organization's rate limit of 200,000 input tokens per minute (org: ");
    }

    private static bool IsSetting(string header) => header.Split('-').Contains("limit");

    private static DateTimeOffset Reset(RawReply reply, string unit) =>
        DateTimeOffset.Parse(reply.Header($"anthropic-ratelimit-{unit}-reset")!, CultureInfo.InvariantCulture);
}
