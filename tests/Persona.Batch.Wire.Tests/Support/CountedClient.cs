using Microsoft.Extensions.AI;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>Counts the calls that the batch makes of its client, whatever the SDK below makes of each.</summary>
internal sealed class CountedClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return base.GetResponseAsync(messages, options, cancellationToken);
    }
}
