using PersonaBatch.Samples.Personas;
using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Tests;

/// <summary>The provider of a test: it outlives the samples that call it, and knows which brief each call was for.</summary>
internal sealed class TestProvider : IAsyncDisposable
{
    private TestProvider(SimulatedServer server) => Server = server;

    public SimulatedServer Server { get; }

    /// <summary>Gets the ids of the briefs it was called for, in order; a text that is none of the sample's own stands for itself.</summary>
    public IReadOnlyList<string> Called => [.. Server.Calls.Select(static call => call.Key!)];

    public static async Task<TestProvider> StartAsync(int latencyMs = 1, string? key = null)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var brief in BriefReader.ReadAsync(BriefReader.BuiltIn))
        {
            ids[brief.Text] = brief.Id;
        }

        var options = new SimulatedServerOptions
        {
            ApiKey = key,
            RequestsPerMinute = 60_000, // said in headers, so that a preset's slow start ends with the first answer
            Latency = TimeSpan.FromMilliseconds(latencyMs),
            PromptKey = messages => SimulatedModel.TextOf(messages) is var text && ids.TryGetValue(text, out var id) ? id : text,
        };
        return new TestProvider(await SimulatedServer.StartAsync(options, SimulatedModel.Answer));
    }

    public void AnswerFast() => Server.Change(static options => options.Latency = TimeSpan.FromMilliseconds(1));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
