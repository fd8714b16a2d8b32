using Microsoft.Extensions.AI;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>A user's middleware that streams every answer and hands it out when it is whole.</summary>
internal sealed class StreamedClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);
}
