using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PersonaBatch;

/// <summary>What a builder was told of a processor, and how the container makes it.</summary>
/// <param name="name">The name of the processor and its options.</param>
/// <param name="isNameGiven">Whether the user chose it; else it stands for the types.</param>
internal sealed class BatchProcessorRegistration<TItem, TResult>(string name, bool isNameGiven) : BatchProcessorRegistration(name)
    where TItem : notnull
{
    /// <summary>Gets or sets how the provider is made; the last one counts.</summary>
    public Func<IServiceProvider, IBatchProvider<TItem, TResult>>? Provider { get; set; }

    /// <summary>Gets what sets the hooks, in order.</summary>
    public List<Action<BatchHooks<TItem, TResult>, IServiceProvider>> Hooks { get; } = [];

    public override bool HasProvider => Provider is not null;

    /// <summary>Makes the processor. Its options are looked up at the start of each run.</summary>
    /// <exception cref="OptionsValidationException">Options are wrong, or there is no provider; all faults are named.</exception>
    public OptimisedBatchProcessor<TItem, TResult> Create(IServiceProvider services)
    {
        var monitor = services.GetRequiredService<IOptionsMonitor<BatchOptions>>();
        _ = monitor.Get(Name); // before the provider is made: what is wrong with it is said there
        var provider = Provider!(services) ?? throw new InvalidOperationException(
            $"The provider of batch processor '{Name}' was made as null. Return one from the factory given to UseProvider.");
        return new OptimisedBatchProcessor<TItem, TResult>(provider, isNameGiven ? Name : null, () => monitor.Get(Name), HooksOf(services));
    }

    private BatchHooks<TItem, TResult> HooksOf(IServiceProvider services)
    {
        var hooks = new BatchHooks<TItem, TResult>();
        foreach (var configure in Hooks)
        {
            configure(hooks, services);
        }

        hooks.LoggerFactory ??= services.GetService<ILoggerFactory>();
        hooks.TimeProvider ??= services.GetService<TimeProvider>();
        hooks.Quotas ??= services.GetRequiredService<ProviderQuotas>();
        hooks.Runs ??= services.GetRequiredService<BatchRuns>();
        return hooks;
    }
}
