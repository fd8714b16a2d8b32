using System.Reflection;

namespace PersonaBatch;

/// <summary>Makes a provider of each delegate a user may give.</summary>
internal static class DelegateProvider
{
    public static IBatchProvider<TItem, TResult> Of<TItem, TResult>(Func<TItem, CancellationToken, Task<TResult>> call) =>
        new Plain<TItem, TResult>((item, cancellationToken) => new ValueTask<TResult>(call(item, cancellationToken)), call.Method);

    public static IBatchProvider<TItem, TResult> Of<TItem, TResult>(Func<TItem, CancellationToken, ValueTask<TResult>> call) =>
        new Plain<TItem, TResult>(call, call.Method);

    public static IBatchProvider<TItem, TResult> Of<TItem, TResult>(Func<TItem, ProviderCall, CancellationToken, Task<TResult>> call) =>
        new Full<TItem, TResult>((item, attempt, cancellationToken) => new ValueTask<TResult>(call(item, attempt, cancellationToken)), call.Method);

    public static IBatchProvider<TItem, TResult> Of<TItem, TResult>(Func<TItem, ProviderCall, CancellationToken, ValueTask<TResult>> call) =>
        new Full<TItem, TResult>(call, call.Method);

    private sealed class Plain<TItem, TResult>(Func<TItem, CancellationToken, ValueTask<TResult>> call, MethodInfo method)
        : IBatchProvider<TItem, TResult>, IIgnoresCall, IUserCode
    {
        public MethodInfo Method => method;

        public ValueTask<TResult> CallAsync(TItem item, ProviderCall attempt, CancellationToken cancellationToken) => call(item, cancellationToken);
    }

    private sealed class Full<TItem, TResult>(Func<TItem, ProviderCall, CancellationToken, ValueTask<TResult>> call, MethodInfo method)
        : IBatchProvider<TItem, TResult>, IUserCode
    {
        public MethodInfo Method => method;

        public ValueTask<TResult> CallAsync(TItem item, ProviderCall attempt, CancellationToken cancellationToken) => call(item, attempt, cancellationToken);
    }
}
