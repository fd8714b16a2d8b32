using System.Runtime.CompilerServices;

namespace PersonaBatch;

/// <summary>Runs a batch without a processor variable: types are inferred, so anonymous types work.</summary>
public static class OptimisedBatchProcessor
{
    /// <summary>Calls the provider for every item and collects the outcomes.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="items">The items, read lazily and off the caller's thread.</param>
    /// <param name="call">Makes one attempt.</param>
    /// <param name="options">The options; <see langword="null"/> = all defaults.</param>
    /// <param name="cancellationToken">Ends the run now: calls in flight are cancelled, everything finished is saved.</param>
    /// <returns>Every outcome, in input order.</returns>
    /// <exception cref="BatchCanceledException">The token was cancelled.</exception>
    /// <exception cref="BatchIncompleteException">The source failed.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be used or written.</exception>
    public static Task<BatchResult<TItem, TResult>> ProcessAsync<TItem, TResult>(
        IEnumerable<TItem> items,
        Func<TItem, CancellationToken, Task<TResult>> call,
        BatchOptions? options = null,
        CancellationToken cancellationToken = default)
        where TItem : notnull =>
        new OptimisedBatchProcessor<TItem, TResult>(call, options).ProcessAsync(items, options: null, cancellationToken);

    /// <inheritdoc cref="ProcessAsync{TItem, TResult}(IEnumerable{TItem}, Func{TItem, CancellationToken, Task{TResult}}, BatchOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static Task<BatchResult<TItem, TResult>> ProcessAsync<TItem, TResult>(
        IEnumerable<TItem> items,
        Func<TItem, CancellationToken, ValueTask<TResult>> call,
        BatchOptions? options = null,
        CancellationToken cancellationToken = default)
        where TItem : notnull =>
        new OptimisedBatchProcessor<TItem, TResult>(call, options).ProcessAsync(items, options: null, cancellationToken);
}
