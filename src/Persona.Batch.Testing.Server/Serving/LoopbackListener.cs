using System.Net;

using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace PersonaBatch.Testing;

/// <summary>A Kestrel of its own on 127.0.0.1: plain HTTP/1.1.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(300);

    private readonly KestrelServer _kestrel;

    public LoopbackListener(int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        _kestrel = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>Gets the address it listens on, once started.</summary>
    public Uri Address => new(_kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    public Task StartAsync(KestrelApplication application, CancellationToken cancellationToken) => _kestrel.StartAsync(application, cancellationToken);

    /// <summary>Stops: connections that do not end by themselves are cut soon.</summary>
    public async Task StopAsync()
    {
        using var grace = new CancellationTokenSource(StopGrace, TimeProvider.System);
        await _kestrel.StopAsync(grace.Token).ConfigureAwait(false);
    }

    public void Dispose() => _kestrel.Dispose();
}
