using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PersonaBatch;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Says what a processor of a container calls and how it works. Made by <c>AddBatchProcessor</c>; used while services are added.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
public sealed class BatchProcessorBuilder<TItem, TResult>
    where TItem : notnull
{
    private readonly BatchProcessorRegistration<TItem, TResult> _registration;

    internal BatchProcessorBuilder(IServiceCollection services, BatchProcessorRegistration<TItem, TResult> registration)
    {
        Services = services;
        _registration = registration;
    }

    /// <summary>Gets the name of the processor and of its options.</summary>
    public string Name => _registration.Name;

    /// <summary>Gets the services the processor was added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Calls a provider that the container makes: as it is registered, else as a singleton. The last <c>UseProvider</c> counts.</summary>
    /// <typeparam name="TProvider">The provider.</typeparam>
    /// <returns>The same builder.</returns>
    public BatchProcessorBuilder<TItem, TResult> UseProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>()
        where TProvider : class, IBatchProvider<TItem, TResult>
    {
        Services.TryAddSingleton<TProvider>();
        return UseProvider(static services => services.GetRequiredService<TProvider>());
    }

    /// <summary>Calls a provider that a function makes, once, when the processor is made. The last <c>UseProvider</c> counts.</summary>
    /// <param name="factory">Makes the provider.</param>
    /// <returns>The same builder.</returns>
    public BatchProcessorBuilder<TItem, TResult> UseProvider(Func<IServiceProvider, IBatchProvider<TItem, TResult>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);

        _registration.Provider = factory;
        return this;
    }

    /// <summary>Calls another provider where those before it cannot take an item: out of quota, broken, or held back by their limits; see <see cref="BatchOptions.Failover"/>.
    /// Calls add up: their order is that of the providers.</summary>
    /// <typeparam name="TProvider">The provider. The container makes it: as it is registered, else as a singleton.</typeparam>
    /// <param name="name">The provider's name: picks its entry in <see cref="BatchOptions.Providers"/> and its preset, and is what outcomes say who answered.
    /// The first provider's is <see cref="BatchOptions.Provider"/>.</param>
    /// <param name="model">Picks its price; <see langword="null"/> = as the provider plans it.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty, or another one's.</exception>
    public BatchProcessorBuilder<TItem, TResult> ThenUseProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(
        string name, string? model = null)
        where TProvider : class, IBatchProvider<TItem, TResult>
    {
        Services.TryAddSingleton<TProvider>();
        return ThenUseProvider(name, static services => services.GetRequiredService<TProvider>(), model);
    }

    /// <summary>Calls another provider, that a function makes; see <see cref="ThenUseProvider{TProvider}(string, string?)"/>.</summary>
    /// <param name="name">The provider's name.</param>
    /// <param name="factory">Makes the provider, once, when the processor is made.</param>
    /// <param name="model">Picks its price; <see langword="null"/> = as the provider plans it.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty, or another one's.</exception>
    public BatchProcessorBuilder<TItem, TResult> ThenUseProvider(string name, Func<IServiceProvider, IBatchProvider<TItem, TResult>> factory, string? model = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(factory);
        if (ProviderNames.FaultOf([.. _registration.NextProviders.Select(static given => given.Name), name]) is { } fault)
        {
            throw new ArgumentException(fault, nameof(name));
        }

        _registration.NextProviders.Add((name, model, factory));
        return this;
    }

    /// <summary>Changes options after the section was bound. Calls add up, in their order; all run again when the configuration changes.</summary>
    /// <param name="configure">Changes them.</param>
    /// <returns>The same builder.</returns>
    public BatchProcessorBuilder<TItem, TResult> Configure(Action<BatchOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>Sets hooks. Calls add up, in their order. The loggers, the clock and the quotas are the container's unless they are set here.</summary>
    /// <param name="configure">Sets them, once, when the processor is made.</param>
    /// <returns>The same builder.</returns>
    public BatchProcessorBuilder<TItem, TResult> ConfigureHooks(Action<BatchHooks<TItem, TResult>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        return ConfigureHooks((hooks, _) => configure(hooks));
    }

    /// <summary>Sets hooks with the help of services; see <see cref="ConfigureHooks(Action{BatchHooks{TItem, TResult}})"/>.</summary>
    /// <param name="configure">Sets them, once, when the processor is made.</param>
    /// <returns>The same builder.</returns>
    public BatchProcessorBuilder<TItem, TResult> ConfigureHooks(Action<BatchHooks<TItem, TResult>, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        _registration.Hooks.Add(configure);
        return this;
    }
}
