using System.Net;
using System.Text;

namespace PersonaBatch.Chat.Tests.Support;

/// <summary>Answers each HTTP call with one body, and remembers what was sent.</summary>
internal sealed class CannedHttp(string body) : HttpMessageHandler
{
    public string Sent { get; private set; } = "";

    public IReadOnlyList<string> SentKeys { get; private set; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        SentKeys = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? [.. keys] : [];
        Sent = await request.Content!.ReadAsStringAsync(cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
