using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PersonaBatch.Testing;

/// <summary>Puts a simulated provider into a host's own container, so that its code is tested as it is registered.</summary>
public static class SimulatedProviderServices
{
    /// <summary>Replaces the providers of every batch processor with these types by this one: limits of their own, no checkpoint, everything else as configured.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="services">The container's services, with the processors in it.</param>
    /// <param name="provider">Who answers.</param>
    /// <param name="timeProvider">The clock of the processors, registered for the host's own code too. Default: the container's.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="InvalidOperationException">There is no processor with these types yet.</exception>
    public static IServiceCollection UseSimulatedProvider<TItem, TResult>(
        this IServiceCollection services, SimulatedProvider<TItem, TResult> provider, TimeProvider? timeProvider = null)
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(provider);

        List<BatchProcessorRegistration<TItem, TResult>> registrations =
            [.. services.Where(static service => !service.IsKeyedService).Select(static service => service.ImplementationInstance).OfType<BatchProcessorRegistration<TItem, TResult>>()];
        if (registrations.Count == 0)
        {
            throw new InvalidOperationException($"There is no batch processor of {typeof(TItem)} and {typeof(TResult)} to simulate: call AddBatchProcessor first.");
        }

        if (timeProvider is not null)
        {
            services.Replace(ServiceDescriptor.Singleton(timeProvider));
        }

        foreach (var registration in registrations)
        {
            Simulate(services, registration, provider, timeProvider);
        }

        return services;
    }

    private static void Simulate<TItem, TResult>(
        IServiceCollection services, BatchProcessorRegistration<TItem, TResult> registration, SimulatedProvider<TItem, TResult> provider, TimeProvider? timeProvider)
        where TItem : notnull
    {
        registration.Provider = _ => provider;
        registration.NextProviders.Clear();
        registration.Hooks.Add((hooks, _) =>
        {
            hooks.Quotas = new ProviderQuotas();
            hooks.TimeProvider = timeProvider ?? hooks.TimeProvider;
        });
        services.PostConfigure<BatchOptions>(registration.Name, static options => options.Processing.Checkpoint.Enabled = false);
    }
}
