using Microsoft.Extensions.Time.Testing;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class JournalTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Calls_OfAnAnsweredCall_TellAllOfIt()
    {
        await using var server = await SimulatedServer.StartAsync(new() { KeepPrompts = true, CountTokens = text => text.Length }, timeProvider: _time);
        using var client = new RawClient(server);
        client.Headers.UserAgent.ParseAdd("tester/1.0");
        client.Headers.Add("Idempotency-Key", "key-1");
        _time.Advance(TimeSpan.FromSeconds(5));

        await client.AskAsync("hello", maxTokens: 30);

        server.Calls.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new ReceivedCall(1, TimeSpan.FromSeconds(5), "/v1/chat/completions")
            {
                Model = "gpt-4o-mini",
                Key = PromptHash.Of([new SimulatedMessage("user", "hello")]),
                Prompt = "hello",
                InputTokens = 5,
                MaxTokens = 30,
                ReservedTokens = 35,
                Usage = new TokenUsage(5, 11),
                Status = 200,
                End = TimeSpan.FromSeconds(5),
                Answered = true,
                IdempotencyKey = "key-1",
                UserAgent = "tester/1.0",
            });
    }

    [Fact]
    public async Task Calls_ByDefault_KeepNoPrompt()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var client = new RawClient(server);

        await client.AskAsync("secret");

        server.Calls[0].Prompt.Should().BeNull();
    }

    [Fact]
    public async Task Calls_WhateverBecameOfThem_AreAllThereInOrder()
    {
        await using var server = await SimulatedServer.StartAsync(new() { RequestsPerMinute = 1 }, timeProvider: _time);
        using var client = new RawClient(server);
        await client.AskAsync("a");
        await client.AskAsync("b");
        await client.AskAsync("{"u8.ToArray());
        await client.GetAsync("/v1/models");

        server.Calls.Select(call => (call.Number, call.Status, call.Answered, call.Rejected, call.Model)).Should().Equal(
            (1, 200, true, false, "gpt-4o-mini"),
            (2, 429, false, true, "gpt-4o-mini"),
            (3, 400, false, false, null),
            (4, 200, false, false, null));
        (server.Succeeded, server.Rejected).Should().Be((1, 1));
    }

    [Fact]
    public async Task Calls_OneAfterAnother_AreNeverSeenTwoAtOnce()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var client = new RawClient(server);

        for (var call = 0; call < 50; call++)
        {
            await client.AskAsync("a");
            server.Calls[^1].Status.Should().Be(200, "a call has ended before its caller sees the answer");
        }

        (server.InFlight, server.MostInFlight).Should().Be((0, 1));
    }

    [Fact]
    public async Task Calls_TwoHundredAtOnce_AreCountedExactly()
    {
        await using var server = await SimulatedServer.StartAsync(new() { RequestsPerMinute = 150 }, timeProvider: _time);
        using var client = new RawClient(server);

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => client.AskAsync($"prompt {number}")));

        replies.Count(reply => reply.Status == 200).Should().Be(150);
        (server.Calls.Count, server.Succeeded, server.Rejected, server.InFlight).Should().Be((200, 150, 50, 0));
        server.Calls.Select(call => call.Number).Should().Equal(Enumerable.Range(1, 200).Select(number => (long)number));
        server.Calls.Select(call => call.Key).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Calls_HeldAllAtOnce_AreTheMostInFlight()
    {
        await using var server = await SimulatedServer.StartAsync(new() { HangRate = 1 });
        using var client = new RawClient(server);
        using var source = new CancellationTokenSource();

        var calls = Enumerable.Range(0, 200).Select(number => client.AskAsync($"prompt {number}", cancellationToken: source.Token)).ToArray();
        await server.WhenReceivedAsync(200);
        server.InFlight.Should().Be(200);
        await source.CancelAsync();
        await server.WhenIdleAsync();

        await calls.Invoking(Task.WhenAll).Should().ThrowAsync<OperationCanceledException>();
        server.MostInFlight.Should().Be(200);
        server.Calls.Should().OnlyContain(call => call.ClientGone);
    }

    [Fact]
    public async Task TotalUsage_OfAnswersAndRefusals_AddsUpTheAnswersAlsoOnesThatWereSpoilt()
    {
        await using var server = await SimulatedServer.StartAsync(answer: _ => new SimulatedAnswer("done") { Usage = new TokenUsage(40, 2, CachedInputTokens: 30) });
        using var client = new RawClient(server);
        server.FailNext(SimulatedFault.Status(500), SimulatedFault.MalformedJson);

        foreach (var prompt in new[] { "refused", "spoilt", "answered" })
        {
            await client.AskAsync(prompt);
        }

        server.Calls.Select(call => call.Usage is not null).Should().Equal(false, true, true);
        server.Calls.TotalUsage().Should().Be(new TokenUsage(80, 4, CachedInputTokens: 60));
    }

    [Fact]
    public void MostInAnyWindow_OfNothing_IsNothing() =>
        Array.Empty<ReceivedCall>().MostInAnyWindow(TimeSpan.FromMinutes(1)).Should().Be(default(CallPeak));

    [Fact]
    public void MostInAnyWindow_CallsExactlyAsFarApart_AreInDifferentOnes()
    {
        ReceivedCall[] calls = [At(61, 5), At(0, 10), At(1, 1), At(60, 2)];

        calls.MostInAnyWindow(TimeSpan.FromSeconds(60)).Should().Be(new CallPeak(2, 11));
        calls.MostInAnyWindow(TimeSpan.FromSeconds(60.5)).Should().Be(new CallPeak(3, 13));
        calls.MostInAnyWindow(TimeSpan.FromHours(1)).Should().Be(new CallPeak(4, 18));
    }

    [Fact]
    public async Task MostInAnyWindow_OfAServer_CountsRefusedCallsToo()
    {
        await using var server = await SimulatedServer.StartAsync(new() { RequestsPerMinute = 1 }, timeProvider: _time);
        using var client = new RawClient(server);
        await client.AskAsync("a", maxTokens: 9);
        await client.AskAsync("a", maxTokens: 9);

        server.Calls.MostInAnyWindow(TimeSpan.FromMinutes(1)).Should().Be(new CallPeak(2, 20));
    }

    private static ReceivedCall At(double seconds, long tokens) =>
        new(1, TimeSpan.FromSeconds(seconds), "/v1/chat/completions") { ReservedTokens = tokens };
}
