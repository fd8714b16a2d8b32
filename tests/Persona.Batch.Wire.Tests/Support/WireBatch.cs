using Microsoft.Extensions.Logging.Testing;
using PersonaBatch.Testing;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>A simulated server, the official SDK with its own retries left on, and a processor over it.</summary>
internal sealed class WireBatch : IAsyncDisposable
{
    public const string Key = "sk-test-4b8a1c2d9e7f60315a2b";

    private readonly WatchedSdk _sdk;
    private readonly string _directory = Directory.CreateTempSubdirectory("persona-batch-wire-").FullName;

    private WireBatch(SimulatedServer server, SimulatedWire wire, string key)
    {
        Server = server;
        _sdk = WatchedSdk.Of(wire, server.EndpointOf(wire), key);
        Client = new CountedClient(_sdk.Client);
        Options.Processing.Checkpoint.Directory = _directory;
    }

    public SimulatedServer Server { get; }

    public CountedClient Client { get; }

    public FakeLogCollector Logs { get; } = new();

    public BatchOptions Options { get; } = new() { BatchId = "wire", Provider = "simulated", Processing = { Mode = BatchMode.Fixed } };

    public int MostOutputTokens { get; set; } = 100;

    public string? SystemPrompt { get; set; }

    public IEnumerable<string> CheckpointFiles => Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories);

    public static async Task<WireBatch> StartAsync(
        SimulatedServerOptions? options = null, Func<SimulatedRequest, SimulatedAnswer>? answer = null, string key = Key, SimulatedWire wire = SimulatedWire.OpenAI)
    {
        options ??= new SimulatedServerOptions();
        options.ApiKey = Key;
        return new WireBatch(await SimulatedServer.StartAsync(options, answer ?? (static _ => "a short answer")), wire, key);
    }

    public OptimisedBatchProcessor<Prompt, string> Processor() => new(
        Client.AsBatchProvider<Prompt, string>(static prompt => prompt.Text, chat =>
        {
            chat.SystemPrompt = SystemPrompt;
            chat.ChatOptions.MaxOutputTokens = MostOutputTokens;
        }),
        Options,
        new()
        {
            ItemId = static prompt => prompt.Id,
            Quotas = new ProviderQuotas(),
            LoggerFactory = new FakeLoggerFactory(Logs),
        });

    public Task<BatchResult<Prompt, string>> RunAsync(int prompts) => Processor().ProcessAsync(Prompt.All.Take(prompts));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Client.Dispose();
        _sdk.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
