using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>Makes chat clients the providers of batches.</summary>
public static class BatchChatExtensions
{
    /// <summary>Makes a provider that asks a chat client once for each attempt: for text when <typeparamref name="TResult"/> is
    /// <see cref="string"/>, for structured output of that type otherwise.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="client">The client. It must not retry by itself; see <see cref="ProviderBoundaryHandler"/>. It stays the caller's to dispose.</param>
    /// <param name="prompt">What to ask for an item: the user's message. Pure and safe for concurrent use; called for each attempt and each estimate.
    /// Ignored where <see cref="ChatCallOptions{TItem}.Messages"/> is set.</param>
    /// <param name="configure">Sets the options. Called once, before this method returns.</param>
    /// <returns>The provider: safe for concurrent use, an <see cref="ICallPlanner{TItem}"/> that knows its provider's name, model,
    /// fingerprint parts and tokens, and an <see cref="IAnswerReader{TItem, TResult}"/> of the answers it kept.</returns>
    /// <remarks>
    /// <para>An answer that cannot be used throws <see cref="ProviderException"/>, its usage reported and its text kept: cut at the most
    /// output tokens, empty or unparseable is <see cref="FailureClass.InvalidResponse"/>; a refusal or a filter is
    /// <see cref="FailureClass.ContentFiltered"/>; a tool call is <see cref="FailureClass.InvalidRequest"/>. What the client throws passes through.</para>
    /// <para>After an <see cref="FailureClass.InvalidResponse"/>, the next attempt shows the model its answer, if it was whole, and says what was wrong with it.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">There is no JSON metadata for <typeparamref name="TResult"/>.</exception>
    public static IBatchProvider<TItem, TResult> AsBatchProvider<TItem, TResult>(
        this IChatClient client, Func<TItem, string> prompt, Action<ChatCallOptions<TItem>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(prompt);

        var options = new ChatCallOptions<TItem>();
        configure?.Invoke(options);
        return new ChatProvider<TItem, TResult>(client, prompt, options);
    }
}
