using System.Runtime.CompilerServices;

namespace PersonaBatch;

/// <summary>One of several providers of a processor, under the name that outcomes, limits and logs know it by.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
public sealed class NamedProvider<TItem, TResult>
{
    /// <summary>Names a provider.</summary>
    /// <param name="name">Its name: the key into <see cref="BatchOptions.Providers"/> and the built-in presets, and what <see cref="ItemOutcome{TItem, TResult}.Provider"/> says.</param>
    /// <param name="provider">Makes one attempt.</param>
    /// <param name="model">The model it asks: the key into <see cref="BatchOptions.Prices"/>; <see langword="null"/> = as it plans itself
    /// (<see cref="ICallPlanner{TItem}.Model"/>), of the first one <see cref="BatchOptions.Model"/> before that.</param>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    public NamedProvider(string name, IBatchProvider<TItem, TResult> provider, string? model = null)
        : this(provider, model)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Names a function; see <see cref="NamedProvider{TItem, TResult}(string, IBatchProvider{TItem, TResult}, string?)"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="call">Makes one attempt. Its token fires when the attempt's time is up or the run ends.</param>
    /// <param name="model">The model it asks.</param>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    public NamedProvider(string name, Func<TItem, CancellationToken, Task<TResult>> call, string? model = null)
        : this(name, DelegateProvider.Of(call ?? throw new ArgumentNullException(nameof(call))), model)
    {
    }

    /// <inheritdoc cref="NamedProvider{TItem, TResult}(string, Func{TItem, CancellationToken, Task{TResult}}, string?)"/>
    [OverloadResolutionPriority(-1)]
    public NamedProvider(string name, Func<TItem, CancellationToken, ValueTask<TResult>> call, string? model = null)
        : this(name, DelegateProvider.Of(call ?? throw new ArgumentNullException(nameof(call))), model)
    {
    }

    /// <inheritdoc cref="NamedProvider{TItem, TResult}(string, Func{TItem, CancellationToken, Task{TResult}}, string?)"/>
    public NamedProvider(string name, Func<TItem, ProviderCall, CancellationToken, Task<TResult>> call, string? model = null)
        : this(name, DelegateProvider.Of(call ?? throw new ArgumentNullException(nameof(call))), model)
    {
    }

    /// <inheritdoc cref="NamedProvider{TItem, TResult}(string, Func{TItem, CancellationToken, Task{TResult}}, string?)"/>
    [OverloadResolutionPriority(-1)]
    public NamedProvider(string name, Func<TItem, ProviderCall, CancellationToken, ValueTask<TResult>> call, string? model = null)
        : this(name, DelegateProvider.Of(call ?? throw new ArgumentNullException(nameof(call))), model)
    {
    }

    private NamedProvider(IBatchProvider<TItem, TResult> provider, string? model)
    {
        ArgumentNullException.ThrowIfNull(provider);
        Provider = provider;
        Model = model;
    }

    /// <summary>Gets the provider's name.</summary>
    public string Name { get; } = "";

    /// <summary>Gets what makes one attempt.</summary>
    public IBatchProvider<TItem, TResult> Provider { get; }

    /// <summary>Gets the model's name; <see langword="null"/> = the provider plans it.</summary>
    public string? Model { get; }

    internal bool IsNamed => Name.Length > 0;

    /// <summary>A provider that the options name, or nobody.</summary>
    internal static NamedProvider<TItem, TResult> Unnamed(IBatchProvider<TItem, TResult> provider) => new(provider, model: null);
}
