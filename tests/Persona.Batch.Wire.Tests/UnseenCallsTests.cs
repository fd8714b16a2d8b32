using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests;

/// <summary>An SDK that no handler of ours watches is told of, once a run.</summary>
public sealed class UnseenCallsTests
{
    private const int EventId = 203;

    private const string Good = """
        {"model":"m","created_at":"2025-01-01T00:00:00Z","message":{"role":"assistant","content":"yes"},"done":true,"done_reason":"stop"}
        """;

    [Theory]
    [InlineData(OfficialSdk.OpenAI)]
    [InlineData(OfficialSdk.Anthropic)]
    public async Task ErrorsOfAnSdk_AreToldOnceWithWhatToDo(OfficialSdk sdk)
    {
        var logs = await LogsOfAsync(sdk, CannedServer.Answer(400, "{}"));

        logs.Should().ContainSingle(static log => log.Id.Id == EventId).Which.Should().Match<FakeLogRecord>(static log =>
            log.Level == LogLevel.Warning && log.Message.Contains("new ProviderBoundaryHandler()") && log.Message.Contains("retries to 0"));
    }

    [Fact]
    public async Task AnswersOfAnSdk_AreToldOnceToo()
    {
        var logs = await LogsOfAsync(OfficialSdk.Ollama, CannedServer.Answer(200, Good));

        logs.Should().ContainSingle(static log => log.Id.Id == EventId);
    }

    [Fact]
    public async Task WatchedSdk_IsNotTold()
    {
        await using var server = new CannedServer(CannedServer.Answer(200, Good));
        using var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = server.Address };
        using var client = (IChatClient)new OllamaSharp.OllamaApiClient(http, "m");

        var logs = await LogsOfAsync(client.AsBatchProvider<string, string>(static item => item));

        logs.Should().NotContain(static log => log.Id.Id == EventId);
    }

    [Fact]
    public async Task ClientWithACache_IsNotTold()
    {
        await using var server = new CannedServer(CannedServer.Answer(200, Good));
        using var client = new ChatClientBuilder(OfficialSdk.Ollama.NewClient(server.Address, retries: false)).Use(static inner => new NoCache(inner)).Build();

        var logs = await LogsOfAsync(client.AsBatchProvider<string, string>(static item => item));

        logs.Should().NotContain(static log => log.Id.Id == EventId, "an answer from a cache sends nothing");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallsThatAreNoSdks_AreNotTold(bool fails)
    {
        var provider = new OwnProvider(fails);

        var logs = await LogsOfAsync(provider);

        logs.Should().NotContain(static log => log.Id.Id == EventId);
    }

    private static async Task<IReadOnlyList<FakeLogRecord>> LogsOfAsync(OfficialSdk sdk, string answer)
    {
        await using var server = new CannedServer(answer);
        using var client = sdk.NewClient(server.Address, retries: false);
        return await LogsOfAsync(client.AsBatchProvider<string, string>(static item => item));
    }

    /// <summary>One call after the other: what a call leads to is logged before the next one starts, if not before the run has ended.</summary>
    private static async Task<IReadOnlyList<FakeLogRecord>> LogsOfAsync(IBatchProvider<string, string> provider)
    {
        var logs = new FakeLogCollector();
        var processor = new OptimisedBatchProcessor<string, string>(
            provider,
            new() { Processing = { Checkpoint = { Enabled = false } }, Retry = { RetryableErrors = [] }, Concurrency = { MaxWorkers = 1 } },
            new() { Quotas = new ProviderQuotas(), LoggerFactory = new FakeLoggerFactory(logs) });
        await processor.ProcessAsync(["a", "b", "c"]);
        return logs.GetSnapshot();
    }

    private sealed class OwnProvider(bool fails) : IBatchProvider<string, string>
    {
        public ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken) =>
            fails ? throw new HttpRequestException("gone") : ValueTask.FromResult(item);
    }

    private sealed class NoCache(IChatClient inner) : CachingChatClient(inner)
    {
        protected override string GetCacheKey(IEnumerable<ChatMessage> messages, ChatOptions? options, params ReadOnlySpan<object?> additionalValues) => "";

        protected override Task<ChatResponse?> ReadCacheAsync(string key, CancellationToken cancellationToken) => Task.FromResult<ChatResponse?>(null);

        protected override Task<IReadOnlyList<ChatResponseUpdate>?> ReadCacheStreamingAsync(string key, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ChatResponseUpdate>?>(null);

        protected override Task WriteCacheAsync(string key, ChatResponse value, CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task WriteCacheStreamingAsync(string key, IReadOnlyList<ChatResponseUpdate> value, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
