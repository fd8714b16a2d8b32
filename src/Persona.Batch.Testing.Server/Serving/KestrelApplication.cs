using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PersonaBatch.Testing;

/// <summary>What Kestrel runs: no host, no middleware, no logging.</summary>
internal sealed class KestrelApplication(CallDesk desk, CancellationToken stopping) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => desk.ServeAsync(context, stopping);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing of ours is left in it.
    }
}
