using System.Net;
using System.Net.Sockets;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

/// <summary>The handler over real sockets on the loopback.</summary>
public sealed class ProviderBoundaryWireTests : IDisposable
{
    private readonly HttpClient _http = new(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ProviderBoundary _boundary = new(CancellationToken.None);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task GetAsync_ConnectionReset_IsNetworkAndOneCall()
    {
        await using var server = new RawServer(static socket =>
        {
            RawServer.Reset(socket);
            return Task.CompletedTask;
        });

        (await FailAsync(server.Uri)).Class.Should().Be(FailureClass.Network);

        _boundary.PhysicalCalls.Should().Be(1);
    }

    [Fact]
    public async Task GetAsync_ConnectionRefused_IsNetwork()
    {
        using var closed = new Socket(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound and not listening: nobody else gets the port, and nobody answers

        (await FailAsync(new Uri($"http://{closed.LocalEndPoint}/"))).Class.Should().Be(FailureClass.Network);
    }

    [Fact]
    public async Task GetAsync_GarbageForAnAnswer_IsNetwork()
    {
        await using var server = new RawServer(static socket => RawServer.SendAsync(socket, "what?\r\n\r\n"));

        (await FailAsync(server.Uri)).Class.Should().Be(FailureClass.Network);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetAsync_GoodAnswerBreaksOff_IsNetwork(bool isStreamed)
    {
        await using var server = new RawServer(static socket => RawServer.SendAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"));

        var failure = await FailAsync(server.Uri, isStreamed ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead);

        failure.Class.Should().Be(FailureClass.Network);
        _boundary.PhysicalCalls.Should().Be(1);
    }

    [Fact]
    public async Task GetAsync_ErrorBreaksOff_KeepsStatusAndWhatCame()
    {
        await using var server = new RawServer(static socket => RawServer.SendAsync(socket, "HTTP/1.1 429 Slow\r\nRetry-After: 3\r\nContent-Length: 500\r\n\r\nToo many conc"));

        var failure = await FailAsync(server.Uri);

        failure.Should().BeEquivalentTo(new { StatusCode = 429, RetryAfter = TimeSpan.FromSeconds(3), ResponseText = "Too many conc" });
    }

    [Fact]
    public async Task GetAsync_SdkGivesUpInsideAGoodAnswer_IsTimeout()
    {
        using var sdk = new CancellationTokenSource();
        var release = new TaskCompletionSource();
        await using var server = new RawServer(async socket =>
        {
            await RawServer.SendAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf");
            await release.Task;
        });
        ProviderBoundary.Current = _boundary;
        using var answer = await _http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);
        var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[4]);

        var rest = body.ReadAsync(new byte[10], sdk.Token).AsTask();
        await sdk.CancelAsync();
        var thrown = await Record.ExceptionAsync(() => rest);
        release.SetResult();

        thrown.Should().BeOfType<ProviderException>().Which.Failure.Class.Should().Be(FailureClass.Timeout);
    }

    [Fact]
    public async Task GetAsync_StreamedAnswer_ArrivesPieceByPiece()
    {
        var isFirstRead = new TaskCompletionSource();
        await using var server = new RawServer(async socket =>
        {
            await RawServer.SendAsync(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-ratelimit-limit-requests: 60\r\n\r\n5\r\nfirst\r\n");
            await isFirstRead.Task;
            await RawServer.SendAsync(socket, "6\r\nsecond\r\n0\r\n\r\n");
        });
        ProviderBoundary.Current = _boundary;
        using var answer = await _http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();

        var first = new byte[5];
        await body.ReadExactlyAsync(first).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        isFirstRead.SetResult();
        using var reader = new StreamReader(body);

        (await reader.ReadToEndAsync()).Should().Be("second");
        _boundary.Limits!.RequestLimit.Should().Be(60);
    }

    private async Task<BatchFailure> FailAsync(Uri uri, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        ProviderBoundary.Current = _boundary;
        var reading = async () =>
        {
            using var answer = await _http.GetAsync(uri, completion);
            await answer.Content.ReadAsStringAsync();
        };
        return (await reading.Should().ThrowExactlyAsync<ProviderException>()).Which.Failure;
    }
}
