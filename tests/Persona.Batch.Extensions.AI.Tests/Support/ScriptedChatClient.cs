namespace PersonaBatch.Chat.Tests.Support;

/// <summary>A chat client that answers as the test says, and remembers what it was asked.</summary>
internal sealed class ScriptedChatClient(Func<ChatCall, ChatResponse> script) : IChatClient
{
    private readonly Lock _gate = new();
    private readonly List<ChatCall> _calls = [];

    public ChatClientMetadata? Metadata { get; init; } = new("test", defaultModelId: "gpt-test");

    /// <summary>Gets what each call waits for before it answers.</summary>
    public Func<CancellationToken, Task> Waiting { get; init; } = static _ => Task.CompletedTask;

    public IReadOnlyList<ChatCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatCall call;
        lock (_gate)
        {
            call = new ChatCall(_calls.Count + 1, [.. messages], options!, cancellationToken);
            _calls.Add(call);
        }

        await Waiting(cancellationToken);
        return script(call);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A batch never streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? Metadata : null;

    public void Dispose()
    {
    }
}
