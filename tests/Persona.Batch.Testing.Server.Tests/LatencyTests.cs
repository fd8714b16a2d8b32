using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class LatencyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Latency_Set_PassesBeforeTheAnswer()
    {
        var time = new AwaitedTimeProvider();
        await using var server = await SimulatedServer.StartAsync(new() { Latency = 2 * Second }, timeProvider: time);
        using var client = new RawClient(server);

        var call = client.AskAsync("a");
        var due = await time.NextTimerAsync();
        time.Advance(due);

        (await call).Header("openai-processing-ms").Should().Be("2000");
        (due, server.Calls[0].Latency).Should().Be((2 * Second, 2 * Second));
    }

    [Fact]
    public async Task LatencySpread_Set_DrawsEachPromptItsOwn()
    {
        var first = await LatenciesAsync();
        var second = await LatenciesAsync();

        second.Should().Equal(first);
        first.Distinct().Should().HaveCount(5);
    }

    private static async Task<List<TimeSpan>> LatenciesAsync()
    {
        var time = new AwaitedTimeProvider();
        await using var server = await SimulatedServer.StartAsync(new() { Latency = Second, LatencySpread = 0.5 }, timeProvider: time);
        using var client = new RawClient(server);
        var latencies = new List<TimeSpan>();
        for (var prompt = 0; prompt < 5; prompt++)
        {
            var call = client.AskAsync($"prompt {prompt}");
            latencies.Add(await time.NextTimerAsync());
            time.Advance(latencies[^1]);
            await call;
        }

        return latencies;
    }
}
