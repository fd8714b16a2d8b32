using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>The kind of answer that is asked for and read.</summary>
internal interface IChatAnswer<TResult>
{
    /// <summary>Gets the UTF-8 bytes of the schema that goes out with each request.</summary>
    long SchemaBytes { get; }

    /// <param name="client">Whom to ask.</param>
    /// <param name="messages">What to ask.</param>
    /// <param name="options">This call's own options.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<ChatResponse> AskAsync(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken);

    /// <summary>Reads what <see cref="AskAsync"/> returned, once it is known to be whole.</summary>
    /// <exception cref="ProviderException">It cannot be read.</exception>
    TResult Read(ChatResponse response);

    /// <summary>Reads the text of an answer of an earlier run.</summary>
    /// <exception cref="ProviderException">It cannot be read.</exception>
    TResult Read(string text);
}
