using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class RateTests
{
    [Fact]
    public async Task Rates_OfEveryKind_DrawTheSameFatesForTheSamePromptsInAnyOrder()
    {
        var forwards = await FatesAsync(Enumerable.Range(0, 60), seed: 1);
        var backwards = await FatesAsync(Enumerable.Range(0, 60).Reverse(), seed: 1);

        backwards.Should().BeEquivalentTo(forwards);
        forwards.Values.Distinct().Should().BeEquivalentTo([null, "500 Internal Server Error", "reset", "malformed", "truncated"]);
    }

    [Fact]
    public async Task Seed_Another_DrawsOtherFates()
    {
        var one = await FatesAsync(Enumerable.Range(0, 60), seed: 1);
        var other = await FatesAsync(Enumerable.Range(0, 60), seed: 2);

        other.Should().NotBeEquivalentTo(one);
    }

    [Fact]
    public async Task ErrorRate_OnARepeatedPrompt_DrawsAnewForEachCall()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ErrorRate = 0.5 });
        using var client = new RawClient(server);

        for (var call = 0; call < 20; call++)
        {
            await client.AskAsync("a");
        }

        server.Calls.Select(call => call.Status).Distinct().Should().BeEquivalentTo(new int?[] { 200, 500 });
    }

    [Fact]
    public async Task HangRate_OfOne_HangsEveryCall()
    {
        await using var server = await SimulatedServer.StartAsync(new() { HangRate = 1, Concurrency = 1 });
        using var client = new RawClient(server);
        using var source = new CancellationTokenSource();

        var call = client.AskAsync("a", cancellationToken: source.Token);
        await server.WhenReceivedAsync(1);
        await source.CancelAsync();
        await server.WhenIdleAsync();
        server.Change(options => options.HangRate = 0);

        await call.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await client.AskAsync("a")).Status.Should().Be(200, "the place was left");
    }

    private static async Task<Dictionary<string, string?>> FatesAsync(IEnumerable<int> prompts, int seed)
    {
        await using var server = await SimulatedServer.StartAsync(new()
        {
            ErrorRate = 0.2,
            ResetRate = 0.2,
            MalformedRate = 0.2,
            TruncatedRate = 0.2,
            Seed = seed,
            PromptKey = messages => messages[^1].Content,
        });
        using var client = new RawClient(server);
        foreach (var prompt in prompts)
        {
            try
            {
                await client.AskAsync($"prompt {prompt}");
            }
            catch (HttpRequestException)
            {
                // What the journal tells is looked at.
            }
        }

        return server.Calls.ToDictionary(call => call.Key!, call => call.Fault);
    }
}
