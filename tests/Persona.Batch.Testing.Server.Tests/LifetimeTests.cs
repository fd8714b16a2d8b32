using System.Net;
using System.Net.Sockets;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public async Task Endpoint_OfAStartedServer_IsOnLoopbackWithItsPort()
    {
        await using var server = await SimulatedServer.StartAsync();

        server.Endpoint.AbsoluteUri.Should().MatchRegex(@"^http://127\.0\.0\.1:[1-9]\d*/v1$");
    }

    [Fact]
    public async Task Servers_ManyAtOnce_AreApart()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => SimulatedServer.StartAsync(answer: _ => $"{number}")));

        for (var number = 0; number < servers.Length; number++)
        {
            using var client = new RawClient(servers[number]);
            (await client.AskAsync("a")).Text.Should().Be($"{number}");
            await servers[number].DisposeAsync();
        }

        servers.Should().OnlyContain(server => server.Calls.Count == 1);
    }

    [Fact]
    public async Task DisposeAsync_WithHangingCalls_EndsThemWithinASecond()
    {
        var server = await SimulatedServer.StartAsync(new() { Concurrency = 10, HangRate = 1 });
        using var client = new RawClient(server);
        var calls = Enumerable.Range(0, 20).Select(number => client.AskAsync($"prompt {number}")).ToArray();
        await server.WhenReceivedAsync(20);

        var start = TimeProvider.System.GetTimestamp();
        await server.DisposeAsync();

        TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(1));
        await calls.Invoking(Task.WhenAll).Should().ThrowAsync<HttpRequestException>();
        (server.InFlight, server.Calls.Any(call => call.ClientGone)).Should().Be((0, false));
    }

    [Fact]
    public async Task DisposeAsync_WithAHalfSentCall_DoesNotWaitForIt()
    {
        var server = await SimulatedServer.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Endpoint.Port);
        await socket.GetStream().WriteAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"u8.ToArray());
        await server.WhenReceivedAsync(1);

        var start = TimeProvider.System.GetTimestamp();
        await server.DisposeAsync();

        TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(1));
        server.InFlight.Should().Be(0);
    }

    [Fact]
    public async Task HalfSentCall_CallerGoesAway_IsInTheJournal()
    {
        await using var server = await SimulatedServer.StartAsync();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, server.Endpoint.Port);
            await socket.GetStream().WriteAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"u8.ToArray());
            await server.WhenReceivedAsync(1);
        }

        await server.WhenIdleAsync();

        server.Calls.Should().ContainSingle().Which.ClientGone.Should().BeTrue();
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsHarmless()
    {
        var server = await SimulatedServer.StartAsync();

        await server.DisposeAsync();
        var act = async () => await server.DisposeAsync();

        await act.Should().NotThrowAsync();
    }

    [Fact]
    public async Task StartAsync_OnAPortInUse_Throws()
    {
        await using var server = await SimulatedServer.StartAsync();

        var act = () => SimulatedServer.StartAsync(new() { Port = server.Endpoint.Port });

        await act.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task Change_OfThePort_IsRefused()
    {
        await using var server = await SimulatedServer.StartAsync();

        var act = () => server.Change(options => options.Port = 1234);

        act.Should().Throw<ArgumentException>().WithMessage("Port cannot change while the server runs.*");
    }

    [Fact]
    public async Task Change_OutOfRange_ChangesNothing()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var client = new RawClient(server);

        var act = () => server.Change(options =>
        {
            options.ApiKey = "other";
            options.ErrorRate = 2;
        });

        act.Should().Throw<ArgumentOutOfRangeException>();
        (await client.AskAsync("a")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Change_FromManyThreads_LosesNone()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var client = new RawClient(server);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => server.Change(options => options.Models.Add($"model-{number}")))));

        (await client.GetAsync("/v1/models")).Json["data"]!.AsArray().Should().HaveCount(50);
    }
}
