using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace PersonaBatch;

/// <summary>Makes a container's chat clients the providers of its processors.</summary>
public static class BatchChatBuilderExtensions
{
    /// <summary>Calls the container's chat client: the one registered under the provider's name as key, else the one without a key.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results: text when it is <see cref="string"/>, structured output otherwise.</typeparam>
    /// <param name="builder">The processor's builder.</param>
    /// <param name="provider">The provider's name, such as <c>openai</c>: picks the client, and is <see cref="BatchOptions.Provider"/> where the section has none.</param>
    /// <param name="prompt">What to ask for an item; see <see cref="BatchChatExtensions.AsBatchProvider"/>.</param>
    /// <param name="configure">Sets the options. Called once, when the processor is made.</param>
    /// <returns>The same builder.</returns>
    public static BatchProcessorBuilder<TItem, TResult> UseChatClient<TItem, TResult>(
        this BatchProcessorBuilder<TItem, TResult> builder, string provider, Func<TItem, string> prompt, Action<ChatCallOptions<TItem>>? configure = null)
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentNullException.ThrowIfNull(prompt);

        return builder
            .UseProvider(services => ClientOf(services, provider).AsBatchProvider<TItem, TResult>(prompt, configure))
            .Configure(options => options.Provider ??= provider);
    }

    /// <summary>Calls another chat client where the providers before it cannot take an item; see
    /// <see cref="BatchProcessorBuilder{TItem, TResult}.ThenUseProvider(string, Func{IServiceProvider, IBatchProvider{TItem, TResult}}, string?)"/>.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results: text when it is <see cref="string"/>, structured output otherwise.</typeparam>
    /// <param name="builder">The processor's builder.</param>
    /// <param name="provider">The provider's name, such as <c>anthropic</c>, and the key under which its client is registered.</param>
    /// <param name="prompt">What to ask for an item; see <see cref="BatchChatExtensions.AsBatchProvider"/>.</param>
    /// <param name="configure">Sets the options. Called once, when the processor is made. The model set here, else the client's own, picks the price.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty, or another one's.</exception>
    public static BatchProcessorBuilder<TItem, TResult> ThenUseChatClient<TItem, TResult>(
        this BatchProcessorBuilder<TItem, TResult> builder, string provider, Func<TItem, string> prompt, Action<ChatCallOptions<TItem>>? configure = null)
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(prompt);

        return builder.ThenUseProvider(
            provider, services => services.GetRequiredKeyedService<IChatClient>(provider).AsBatchProvider<TItem, TResult>(prompt, configure));
    }

    private static IChatClient ClientOf(IServiceProvider services, string provider) =>
        services.GetKeyedService<IChatClient>(provider) ?? services.GetRequiredService<IChatClient>();
}
