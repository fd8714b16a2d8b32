using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

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

    /// <summary>Puts the calls of a client that no batch makes, such as those of a user who waits, on the limits of the batches: each waits for its turn,
    /// its tokens are counted, and what the provider says of limits and waits holds for the batches too.</summary>
    /// <param name="client">The client. It may retry by itself. It is disposed with the one returned.</param>
    /// <param name="provider">The provider's name, such as <c>openai</c>: the one of the batches. Their model must be the same too, or <paramref name="limits"/> name a quota.</param>
    /// <param name="quotas">Where the limits are. Default: <see cref="ProviderQuotas.Shared"/>; a container has its own.</param>
    /// <param name="limits">The quota's name, and caps that hold for everybody on it, from the client's first call until it is disposed. Default: those of the batches, and what the provider told.</param>
    /// <param name="timeProvider">The clock; the one of the batches. Default: the system's.</param>
    /// <returns>A client that is safe for concurrent use. A batch whose provider it is does not wait twice.</returns>
    /// <remarks>
    /// <para>Turns are taken one after the other by batches and such clients, so a single call waits behind one call of each batch, not behind all their items.
    /// A call that can never go throws <see cref="ProviderException"/>; everything else is the client's own, errors and retries included.</para>
    /// <para>With a <see cref="ProviderBoundaryHandler"/> under the client the headers of all answers are seen, without one those in exceptions that tell them.</para>
    /// </remarks>
    /// <exception cref="OptionsValidationException">A limit is out of its range.</exception>
    public static IChatClient WithBatchQuota(
        this IChatClient client, string provider, ProviderQuotas? quotas = null, ProviderOptions? limits = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        if (limits is not null)
        {
            BatchOptionsValidator.ThrowIfInvalid(new BatchOptions { Providers = { [provider] = limits } });
        }

        return new QuotaChatClient(client, provider, quotas ?? ProviderQuotas.Shared, limits ?? new(), timeProvider ?? TimeProvider.System);
    }
}
