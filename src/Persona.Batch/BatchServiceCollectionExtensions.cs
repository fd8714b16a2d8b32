using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PersonaBatch;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds batch processors to a container.</summary>
public static class BatchServiceCollectionExtensions
{
    /// <summary>Adds a processor that is named after its types; see <see cref="AddBatchProcessor{TItem, TResult}(IServiceCollection, string, IConfiguration?)"/>.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="services">The container's services.</param>
    /// <param name="section">What configures it, in any spelling; <see langword="null"/> = defaults and code.</param>
    /// <returns>What takes the provider, the hooks and further options.</returns>
    /// <exception cref="InvalidOperationException">There is one of this name: give each its own.</exception>
    public static BatchProcessorBuilder<TItem, TResult> AddBatchProcessor<TItem, TResult>(this IServiceCollection services, IConfiguration? section = null)
        where TItem : notnull =>
        Add(services, new BatchProcessorRegistration<TItem, TResult>(ProcessorName.Of(typeof(TItem), typeof(TResult)), isNameGiven: false), section);

    /// <summary>Adds a processor: an <see cref="OptimisedBatchProcessor{TItem, TResult}"/> singleton, keyed by its name; of several with the same
    /// types the first one is the plain service, too. Also adds <see cref="BatchRuns"/>, <see cref="ProviderQuotas"/> and a
    /// <see cref="CheckpointManager"/>, which is keyed and plain in the same way.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="services">The container's services.</param>
    /// <param name="name">The processor's name, and that of its <see cref="BatchOptions"/>. 1 to 200 characters, none of them a control character.
    /// It stands for the batch where no <see cref="BatchOptions.BatchId"/> is given.</param>
    /// <param name="section">What configures it: snake_case or PascalCase. Unknown keys and wrong values are refused, all at once, when the host
    /// starts or the processor is first made. A change applies to the next run. <see langword="null"/> = defaults and code.</param>
    /// <returns>What takes the provider, the hooks and further options.</returns>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    /// <exception cref="InvalidOperationException">There is one of this name: give each its own.</exception>
    public static BatchProcessorBuilder<TItem, TResult> AddBatchProcessor<TItem, TResult>(this IServiceCollection services, string name, IConfiguration? section = null)
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(name);
        if (BatchOptionsValidator.BatchIdFault(name) is { } fault)
        {
            throw new ArgumentException($"The name of a batch processor {fault}", nameof(name));
        }

        return Add(services, new BatchProcessorRegistration<TItem, TResult>(name, isNameGiven: true), section);
    }

    private static BatchProcessorBuilder<TItem, TResult> Add<TItem, TResult>(
        IServiceCollection services, BatchProcessorRegistration<TItem, TResult> registration, IConfiguration? section)
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        var name = registration.Name;
        if (services.Any(service => IsProcessor(service, name)))
        {
            throw new InvalidOperationException(
                $"There is a batch processor '{name}' already. Give each its own name: AddBatchProcessor<{typeof(TItem).Name}, {typeof(TResult).Name}>(\"…\").");
        }

        services.AddSingleton<BatchProcessorRegistration>(registration);
        AddOptions(services, registration, section);
        services.AddKeyedSingleton(name, (provider, _) => registration.Create(provider));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<OptimisedBatchProcessor<TItem, TResult>>(name));
        services.AddKeyedSingleton(name, (provider, _) => new CheckpointManager(DirectoryOf(provider, name)));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<CheckpointManager>(name));
        services.TryAddSingleton(static _ => new BatchRuns());
        services.TryAddSingleton(static _ => new ProviderQuotas());
        return new BatchProcessorBuilder<TItem, TResult>(services, registration);
    }

    private static bool IsProcessor(ServiceDescriptor service, string name) =>
        service.ServiceType == typeof(BatchProcessorRegistration)
        && service.ImplementationInstance is BatchProcessorRegistration other
        && string.Equals(other.Name, name, StringComparison.Ordinal);

    private static string DirectoryOf(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<BatchOptions>>().Get(name).Processing.Checkpoint.Directory;

    private static void AddOptions(IServiceCollection services, BatchProcessorRegistration registration, IConfiguration? section)
    {
        services.AddOptions<BatchOptions>(registration.Name).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BatchOptions>, BatchOptionsValidator>());
        services.AddSingleton<IValidateOptions<BatchOptions>>(new ProviderGivenValidator(registration));
        if (section is not null)
        {
            var name = registration.Name;
            services.AddSingleton<IConfigureOptions<BatchOptions>>(
                provider => new SectionBinding(name, section, provider.GetService<IConfiguration>() as IConfigurationRoot));
            services.AddSingleton<IOptionsChangeTokenSource<BatchOptions>>(new ConfigurationChangeTokenSource<BatchOptions>(name, section));
        }
    }
}
