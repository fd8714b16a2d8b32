using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>An answer taken as it comes.</summary>
internal sealed class TextAnswer : IChatAnswer<string>
{
    public static readonly TextAnswer Instance = new();

    public long SchemaBytes => 0;

    public Task<ChatResponse> AskAsync(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken) =>
        client.GetResponseAsync(messages, options, cancellationToken);

    public string Read(ChatResponse response) => response.Text;

    public string Read(string text) => text;
}
