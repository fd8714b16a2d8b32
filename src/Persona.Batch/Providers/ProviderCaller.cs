using System.Globalization;
using Polly;

namespace PersonaBatch;

/// <summary>Calls the user's provider: in the caller's execution context, through the user's pipeline where there is one.</summary>
internal sealed class ProviderCaller<TItem, TResult>(
    IBatchProvider<TItem, TResult> provider,
    ResiliencePipeline? pipeline,
    ExecutionContext? context,
    string providerName,
    string batchKey,
    bool keysByIndex)
{
    /// <summary>Gets a value indicating whether the provider looks at its call.</summary>
    public bool NeedsCall { get; } = provider is not IIgnoresCall;

    /// <summary>Gets a value indicating whether each call is known to go over HTTP, whatever the provider's code makes of it.</summary>
    public bool SendsHttp { get; } = provider is IHttpSender { SendsHttp: true };

    /// <summary>Describes a call. Where nobody numbers equal items, their place in the input keeps their idempotency keys apart.</summary>
    public ProviderCall Describe(string itemId, long index, int attempt, int generation, BatchFailure? previous) =>
        new(itemId, providerName, keysByIndex ? string.Create(CultureInfo.InvariantCulture, $"{batchKey}#{index}") : batchKey, attempt, generation, previous);

    /// <summary>Makes one call. What one item leaves in the execution context must not reach the next, so it is restored first.</summary>
    public ValueTask<TResult> CallAsync(TItem item, ProviderCall? call, ProviderBoundary? boundary, CancellationToken cancellationToken)
    {
        if (context is not null)
        {
            ExecutionContext.Restore(context);
        }

        if (boundary is not null)
        {
            ProviderBoundary.Current = boundary;
        }

        return pipeline is null
            ? provider.CallAsync(item, call!, cancellationToken)
            : pipeline.ExecuteAsync(
                static (state, token) => state.provider.CallAsync(state.item, state.call!, token),
                (provider, item, call),
                cancellationToken);
    }
}
