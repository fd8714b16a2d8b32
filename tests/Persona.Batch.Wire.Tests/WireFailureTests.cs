using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests;

/// <summary>What the provider says, as a run takes it, through the official SDK with its own retries left on.</summary>
public sealed class WireFailureTests
{
    public static TheoryData<string, SimulatedFault, FailureClass> Passing => new()
    {
        { "500", SimulatedFault.Status(500), FailureClass.ServerError },
        { "502 with HTML", SimulatedFault.HtmlError(502), FailureClass.ServerError },
        { "503", SimulatedFault.Status(503), FailureClass.Overloaded },
        { "reset", SimulatedFault.Reset, FailureClass.Network },
        { "truncated", SimulatedFault.TruncatedBody, FailureClass.Network },
        { "malformed", SimulatedFault.MalformedJson, FailureClass.InvalidResponse },
        { "408", SimulatedFault.Status(408), FailureClass.Timeout },
        { "429 without a hint", SimulatedFault.RateLimit(), FailureClass.RateLimited },
    };

    public static TheoryData<string, SimulatedFault, FailureClass> Final => new()
    {
        { "400", SimulatedFault.Status(400), FailureClass.InvalidRequest },
        { "413", SimulatedFault.Status(413), FailureClass.TooLarge },
    };

    public static TheoryData<string, SimulatedFault, FailureClass> Ending => new()
    {
        { "insufficient_quota", SimulatedFault.InsufficientQuota, FailureClass.QuotaExhausted },
        { "401", SimulatedFault.Status(401), FailureClass.Unauthorized },
        { "403", SimulatedFault.Status(403), FailureClass.Unauthorized },
        { "a wait of hours", SimulatedFault.RateLimit(TimeSpan.FromSeconds(13262)), FailureClass.QuotaExhausted },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task ProcessAsync_FaultThatPasses_IsOneCallAndOneMore(string name, SimulatedFault fault, FailureClass failure)
    {
        await using var batch = await StartAsync();
        batch.Server.FailNext(fault);

        var result = await batch.RunAsync(prompts: 1);

        result.EnsureAllSucceeded();
        batch.Server.Calls.Should().HaveCount(2, name);
        batch.Logs.GetSnapshot().Should().ContainSingle(static log => log.Id.Id == 300).Which.Message.Should().Contain($"{failure}");
    }

    [Theory]
    [MemberData(nameof(Final))]
    public async Task ProcessAsync_FaultOfTheItem_IsOneCallAndTheOthersGoOn(string name, SimulatedFault fault, FailureClass failure)
    {
        await using var batch = await StartAsync();
        batch.Server.FailNext(fault);

        var result = await batch.RunAsync(prompts: 3);

        result.Failed.Should().ContainSingle(name).Which.Failure!.Class.Should().Be(failure);
        batch.Server.Calls.Select(static call => call.Status).Should().HaveCount(3);
    }

    [Theory]
    [MemberData(nameof(Ending))]
    public async Task ProcessAsync_FaultThatEveryCallWouldMeet_IsOneCallAndEndsTheRun(string name, SimulatedFault fault, FailureClass failure)
    {
        await using var batch = await StartAsync();
        batch.Server.FailNext(fault);

        var result = await batch.RunAsync(prompts: 50);

        result.Termination.Should().Be(BatchTermination.FailedFast);
        result.Reason.Should().Contain($"{failure}");
        batch.Server.Calls.Should().ContainSingle(name);
        result.Duration.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ProcessAsync_UnknownModel_IsAConfigurationError()
    {
        await using var batch = await StartAsync(new SimulatedServerOptions { Models = { "another" } });

        var result = await batch.RunAsync(prompts: 50);

        result.Reason.Should().Contain("Configuration 404").And.Contain("gpt-simulated");
        batch.Server.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task ProcessAsync_WrongKey_CallsNoMoreThanWereInFlight()
    {
        await using var batch = await StartAsync(key: "sk-wrong-0123456789abcdef");
        batch.Options.Concurrency.MaxWorkers = 7;

        var result = await batch.RunAsync(prompts: 500);

        result.Reason.Should().Contain("Unauthorized 401");
        batch.Server.Calls.Should().HaveCountLessThanOrEqualTo(7);
    }

    [Fact]
    public async Task ProcessAsync_RetryAfterOnASuccess_IsIgnored()
    {
        await using var batch = await StartAsync();
        batch.Server.FailNext(SimulatedFault.RetryAfterOnSuccess(TimeSpan.FromSeconds(30)));

        var result = await batch.RunAsync(prompts: 5);

        result.EnsureAllSucceeded();
        result.Duration.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ProcessAsync_RetryAfterOfOneSecond_CostsAboutASecond()
    {
        await using var batch = await StartAsync();
        batch.Server.FailNext(SimulatedFault.RateLimit(TimeSpan.FromSeconds(1)));

        var result = await batch.RunAsync(prompts: 5);

        result.EnsureAllSucceeded();
        result.Duration.TotalSeconds.Should().BeInRange(1, 5, "generous above, for a busy machine");
        batch.Server.Calls.Should().HaveCount(6);
    }

    [Fact]
    public async Task ProcessAsync_Hang_EndsWithTheAttemptAndIsOneCall()
    {
        await using var batch = await StartAsync();
        batch.Options.Timeouts.Attempt = TimeSpan.FromSeconds(2);
        batch.Server.FailNext(SimulatedFault.Hang);

        var result = await batch.RunAsync(prompts: 1);

        result.EnsureAllSucceeded();
        batch.Server.Calls.Should().HaveCount(2);
        batch.Server.Calls[0].ClientGone.Should().BeTrue();
    }

    [Fact]
    public async Task ProcessAsync_LimitsInTheHeaders_ReplaceThePreset()
    {
        await using var batch = await StartAsync(new SimulatedServerOptions { RequestsPerMinute = 60_000 });
        batch.Options.Provider = "openai";

        var result = await batch.RunAsync(prompts: 100);

        result.EnsureAllSucceeded();
        result.Duration.Should().BeLessThan(TimeSpan.FromSeconds(20), "the preset of 50 a minute would take two minutes");
    }

    [Fact]
    public async Task ProcessAsync_Usage_IsTheServersOwnAndPriced()
    {
        await using var batch = await StartAsync();
        batch.Options.Prices["gpt-simulated"] = new ModelPrice { InputPerMillion = 1_000_000, OutputPerMillion = 2_000_000 };

        var result = await batch.RunAsync(prompts: 20);

        var input = batch.Server.Calls.Sum(static call => (long)call.InputTokens);
        result.Usage.InputTokens.Should().Be(input);
        result.CostUsd.Should().Be(input + (2 * result.Usage.OutputTokens));
    }

    private static async Task<WireBatch> StartAsync(SimulatedServerOptions? options = null, string key = WireBatch.Key)
    {
        var batch = await WireBatch.StartAsync(options, key: key);
        batch.Options.Concurrency.MaxWorkers = 1;
        batch.Options.Retry.BackoffBase = 1;
        return batch;
    }
}
