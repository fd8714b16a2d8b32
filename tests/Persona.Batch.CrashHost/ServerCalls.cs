using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PersonaBatch.CrashHost;

/// <summary>Asks a server that speaks OpenAI's chat completions; the item is the prompt.</summary>
internal sealed class ServerCalls(Uri endpoint) : IDisposable
{
    private readonly HttpClient _http = new(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<string> CallAsync(string item, CancellationToken cancellationToken)
    {
        var prompt = new JsonObject
        {
            ["model"] = "simulated",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = item }),
        };
        using var response = await _http.PostAsJsonAsync(new Uri($"{endpoint}/chat/completions"), prompt, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        return answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }

    public void Dispose() => _http.Dispose();
}
