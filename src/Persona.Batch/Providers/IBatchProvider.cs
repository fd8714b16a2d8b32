namespace PersonaBatch;

/// <summary>Makes one attempt for one item.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
/// <remarks>Called from many pool threads at once, without a synchronization context.</remarks>
public interface IBatchProvider<in TItem, TResult>
{
    /// <summary>Asks the provider once. Retrying, waiting and saving are the batch's work.</summary>
    /// <param name="item">The item to answer.</param>
    /// <param name="call">This attempt: its number, its idempotency key, where to report usage.</param>
    /// <param name="cancellationToken">Fires when the attempt's time is up or the run ends; valid until the call returns.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ProviderException">The attempt failed and the class is known. Any other exception is sorted by
    /// <see cref="BatchHooks{TItem, TResult}.Classify"/> and the built-in table.</exception>
    ValueTask<TResult> CallAsync(TItem item, ProviderCall call, CancellationToken cancellationToken);
}
