using PersonaBatch.Testing;

namespace PersonaBatch.Chat.Tests.Support;

/// <summary>A processor over a scripted chat client, in virtual time. Items are prompts, and their own ids; the checkpoint is off.</summary>
internal sealed class ChatBatch<TResult>(Func<ChatCall, ChatResponse> script)
{
    private readonly VirtualTimeProvider _time = new();

    public ScriptedChatClient Client { get; init; } = new(script);

    public Action<ChatCallOptions<string>>? Configure { get; init; }

    public BatchOptions Options { get; } = new() { Processing = { Checkpoint = { Enabled = false } } };

    public BatchHooks<string, TResult> Hooks { get; } = new() { ItemId = static item => item, Quotas = new() };

    public IBatchProvider<string, TResult> Provider() => Client.AsBatchProvider<string, TResult>(static item => item, Configure);

    public Task<BatchResult<string, TResult>> RunAsync(params string[] items) => RunAsync(Provider(), items);

    public Task<BatchResult<string, TResult>> RunAsync(string[] items, BatchRunOptions run) => RunAsync(Provider(), run, items);

    public Task<BatchResult<string, TResult>> RunAsync(IBatchProvider<string, TResult> provider, params string[] items) => RunAsync(provider, run: null, items);

    /// <summary>Runs one item that fails, and returns why.</summary>
    public async Task<BatchFailure> FailureAsync() => (await RunAsync("item")).Failed.Should().ContainSingle().Which.Failure!;

    private Task<BatchResult<string, TResult>> RunAsync(IBatchProvider<string, TResult> provider, BatchRunOptions? run, string[] items)
    {
        Hooks.TimeProvider = _time;
        var processor = new OptimisedBatchProcessor<string, TResult>(provider, Options, Hooks);
        return _time.RunAsync(() => processor.ProcessAsync(items, run));
    }
}
