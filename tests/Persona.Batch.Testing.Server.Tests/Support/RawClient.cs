using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace PersonaBatch.Testing.Server.Tests.Support;

/// <summary>Calls a server without an SDK: what it gets is what was on the wire.</summary>
internal sealed class RawClient(SimulatedServer server) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    public static JsonObject Request(string prompt, string model = "gpt-4o-mini", int? maxTokens = null)
    {
        var request = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        };
        if (maxTokens is { } most)
        {
            request["max_tokens"] = most;
        }

        return request;
    }

    public Task<RawReply> AskAsync(string prompt, int? maxTokens = null, CancellationToken cancellationToken = default) =>
        AskAsync(Request(prompt, maxTokens: maxTokens), cancellationToken);

    public Task<RawReply> AskAsync(JsonObject request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(request), cancellationToken);

    public Task<RawReply> AskAsync(byte[] body) =>
        SendAsync(HttpMethod.Post, "/v1/chat/completions", new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } });

    public Task<RawReply> AskAsync(StringBuilder body) => AskAsync(Encoding.UTF8.GetBytes(body.ToString()));

    public Task<RawReply> AskAsync(SimulatedWire wire, string prompt, int? maxTokens = null, bool stream = false, CancellationToken cancellationToken = default) =>
        AskAsync(wire, WireCall.BodyOf(wire, prompt, maxTokens, stream), cancellationToken);

    public Task<RawReply> AskAsync(SimulatedWire wire, JsonObject request, CancellationToken cancellationToken = default) =>
        AskAsync(wire, JsonContent.Create(request), cancellationToken);

    public Task<RawReply> AskAsync(SimulatedWire wire, HttpContent content, CancellationToken cancellationToken = default)
    {
        if (wire == SimulatedWire.Anthropic)
        {
            content.Headers.Add("anthropic-version", "2023-06-01");
        }

        return SendAsync(HttpMethod.Post, WireCall.PathOf(wire), content, cancellationToken);
    }

    public Task<RawReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<RawReply> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Endpoint, path)) { Content = content };
        using var response = await _http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return new RawReply((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, body);
    }

    public void Dispose() => _http.Dispose();
}
