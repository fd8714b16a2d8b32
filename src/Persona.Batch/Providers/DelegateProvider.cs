namespace PersonaBatch;

/// <summary>Makes a provider of each delegate a user may give.</summary>
internal static class DelegateProvider
{
    public static IBatchProvider<TItem, TResult> Of<TItem, TResult>(Func<TItem, CancellationToken, Task<TResult>> call) =>
        new Plain<TItem, TResult>((item, cancellationToken) => new ValueTask<TResult>(call(item, cancellationToken)));

    public static IBatchProvider<TItem, TResult> Of<TItem, TResult>(Func<TItem, CancellationToken, ValueTask<TResult>> call) =>
        new Plain<TItem, TResult>(call);

    public static IBatchProvider<TItem, TResult> Of<TItem, TResult>(Func<TItem, ProviderCall, CancellationToken, Task<TResult>> call) =>
        new Full<TItem, TResult>((item, attempt, cancellationToken) => new ValueTask<TResult>(call(item, attempt, cancellationToken)));

    public static IBatchProvider<TItem, TResult> Of<TItem, TResult>(Func<TItem, ProviderCall, CancellationToken, ValueTask<TResult>> call) =>
        new Full<TItem, TResult>(call);

    private sealed class Plain<TItem, TResult>(Func<TItem, CancellationToken, ValueTask<TResult>> call) : IBatchProvider<TItem, TResult>, IIgnoresCall
    {
        public ValueTask<TResult> CallAsync(TItem item, ProviderCall attempt, CancellationToken cancellationToken) => call(item, cancellationToken);
    }

    private sealed class Full<TItem, TResult>(Func<TItem, ProviderCall, CancellationToken, ValueTask<TResult>> call) : IBatchProvider<TItem, TResult>
    {
        public ValueTask<TResult> CallAsync(TItem item, ProviderCall attempt, CancellationToken cancellationToken) => call(item, attempt, cancellationToken);
    }
}
