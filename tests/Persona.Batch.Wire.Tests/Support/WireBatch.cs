using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Testing;
using OpenAI;
using PersonaBatch.Testing;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>A simulated server, the official SDK with its own retries left on, and a processor over it.</summary>
internal sealed class WireBatch : IAsyncDisposable
{
    public const string Key = "sk-test-4b8a1c2d9e7f60315a2b";
    private const string Model = "gpt-simulated";

    private readonly HttpClient _http;
    private readonly string _directory = Directory.CreateTempSubdirectory("persona-batch-wire-").FullName;

    private WireBatch(SimulatedServer server, string key)
    {
        Server = server;
        _http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() }) { Timeout = Timeout.InfiniteTimeSpan };
        var sdk = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Endpoint = server.Endpoint,
            Transport = new HttpClientPipelineTransport(_http),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        Client = new CountedClient(sdk.GetChatClient(Model).AsIChatClient());
        Options.Processing.Checkpoint.Directory = _directory;
    }

    public SimulatedServer Server { get; }

    public CountedClient Client { get; }

    public FakeLogCollector Logs { get; } = new();

    public BatchOptions Options { get; } = new() { BatchId = "wire", Provider = "simulated", Processing = { Mode = BatchMode.Fixed } };

    public int MostOutputTokens { get; set; } = 100;

    public string? SystemPrompt { get; set; }

    public IEnumerable<string> CheckpointFiles => Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories);

    public static async Task<WireBatch> StartAsync(SimulatedServerOptions? options = null, Func<SimulatedRequest, SimulatedAnswer>? answer = null, string key = Key)
    {
        options ??= new SimulatedServerOptions();
        options.ApiKey = Key;
        return new WireBatch(await SimulatedServer.StartAsync(options, answer ?? (static _ => "a short answer")), key);
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
        _http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
