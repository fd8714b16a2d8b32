namespace PersonaBatch.Testing;

/// <summary>Tells the simulation which call runs.</summary>
internal sealed class WatchedProvider<TItem, TResult>(VirtualTimeProvider time, IBatchProvider<TItem, TResult> provider)
    : IBatchProvider<TItem, TResult>
{
    public async ValueTask<TResult> CallAsync(TItem item, ProviderCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);

        using var watched = time.Enter(WatchedCall.NameOf(call), trusted: false);
        return await provider.CallAsync(item, call, cancellationToken).ConfigureAwait(false);
    }
}
