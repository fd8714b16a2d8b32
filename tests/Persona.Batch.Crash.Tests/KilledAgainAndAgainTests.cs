using PersonaBatch.Crash.Tests.Support;
using PersonaBatch.Testing;
using Xunit.Abstractions;

namespace PersonaBatch.Crash.Tests;

/// <summary>
/// A host that asks a server over real HTTP is killed again and again, at random. The server counts: nothing that was saved is paid for twice.
/// <c>PERSONA_BATCH_LONG</c> makes it 10,000 items and 100 kills.
/// </summary>
public sealed class KilledAgainAndAgainTests(ITestOutputHelper output)
{
    private const int Workers = 20;
    private const int Interval = 10;
    private const int Seed = 20_261_124;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PERSONA_BATCH_LONG") is { Length: > 0 };

    private readonly int _items = IsLong ? 10_000 : 600;
    private readonly int _kills = IsLong ? 100 : 6;
    private readonly Random _random = new(Seed);
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    [Fact]
    public async Task StreamAsync_KilledAtRandom_GivesEveryResultOnceAndRepeatsOnlyWhatWasInFlight()
    {
        await using var server = await SimulatedServer.StartAsync(
            new SimulatedServerOptions { Latency = TimeSpan.FromMilliseconds(15), LatencySpread = 0.5, KeepPrompts = true },
            static request => $"answer {request.Call} to {request.LastUserMessage}");
        using var directory = new CrashDirectory();

        List<int> inFlight = [];
        for (var kill = 1; kill <= _kills; kill++)
        {
            inFlight.Add(await LiveAndDieAsync(server, directory, kill));
        }

        var told = await LiveAsync(server, directory);

        var calls = server.Calls.Count;
        output.WriteLine($"{_items} items, {_kills} kills, {calls} calls, in flight at a kill: {string.Join(' ', inFlight.Order())}");
        told.Keys.Should().BeEquivalentTo(Enumerable.Range(0, _items).Select(static item => $"item-{item}"));
        directory.Answers().Should().HaveCount(_items).And.OnlyContain(static answer => answer.Value.Count == 1);
        calls.Should().BeGreaterThanOrEqualTo(_items).And.BeLessThanOrEqualTo(_items + inFlight.Sum());
        inFlight.Should().OnlyContain(static calls => calls <= Workers + Interval);
    }

    /// <summary>Lives until a random moment.</summary>
    /// <returns>How many calls the server had received in this life and the disk holds no result of.</returns>
    private async Task<int> LiveAndDieAsync(SimulatedServer server, CrashDirectory directory, int kill)
    {
        var before = server.Calls.Count;
        using var host = Start(server, directory);
        if (kill % 10 != 0)
        {
            var average = (_items / _kills) - Workers;
            using var ended = new CancellationTokenSource();
            await Task.WhenAny(server.WhenReceivedAsync(before + _random.Next(1, 2 * average), ended.Token), host.EndAsync());
            await ended.CancelAsync();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(kill % 10 == 0 ? 150 : 20)), TimeProvider.System);
        await host.KillAsync();
        await server.WhenIdleAsync();

        var answers = directory.Answers();
        CheckTold(host, answers, $"kill {kill}");
        return server.Calls.Skip(before).Count(call => !answers.ContainsKey(call.Prompt!));
    }

    private async Task<Dictionary<string, string>> LiveAsync(SimulatedServer server, CrashDirectory directory)
    {
        using var host = Start(server, directory);
        (await host.EndAsync()).Should().Be(0);
        host.TimesTold.Should().Be(_items);
        CheckTold(host, directory.Answers(), "the end");
        return host.Told;
    }

    /// <summary>What any life told of is on the disk, and never another one later.</summary>
    private void CheckTold(HostProcess host, Dictionary<string, List<string>> answers, string when)
    {
        foreach (var (id, outcome) in host.Told)
        {
            _told.TryAdd(id, outcome);
            outcome.Should().Be(_told[id], "{0} was told before {1}, seed {2}", id, when, Seed);
            answers.Should().ContainKey(id, "it was told before {0}, seed {1}", when, Seed);
            outcome.Should().Be($"Succeeded {answers[id][0]}");
        }
    }

    private HostProcess Start(SimulatedServer server, CrashDirectory directory) => HostProcess.Start(
        directory.Path, _items, "--endpoint", $"{server.Endpoint}", "--workers", $"{Workers}", "--interval", $"{Interval}");
}
