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

    /// <summary>Gets how the providers behind it are made, in their order.</summary>
    public List<(string Name, string? Model, Func<IServiceProvider, IBatchProvider<TItem, TResult>> Provider)> NextProviders { get; } = [];

    /// <summary>Gets what sets the hooks, in order.</summary>
    public List<Action<BatchHooks<TItem, TResult>, IServiceProvider>> Hooks { get; } = [];

    public override bool HasProvider => Provider is not null;

    /// <summary>Makes the processor. Its options are looked up at the start of each run.</summary>
    /// <exception cref="OptionsValidationException">Options are wrong, or there is no provider; all faults are named.</exception>
    public OptimisedBatchProcessor<TItem, TResult> Create(IServiceProvider services)
    {
        var monitor = services.GetRequiredService<IOptionsMonitor<BatchOptions>>();
        _ = monitor.Get(Name); // before the provider is made: what is wrong with it is said there
        var first = NamedProvider<TItem, TResult>.Unnamed(Made(Provider!(services), nameof(BatchProcessorBuilder<,>.UseProvider)));
        var next = NextProviders.Select(given => new NamedProvider<TItem, TResult>(
            given.Name, Made(given.Provider(services), nameof(BatchProcessorBuilder<,>.ThenUseProvider)), given.Model));
        return new OptimisedBatchProcessor<TItem, TResult>([first, .. next], isNameGiven ? Name : null, () => monitor.Get(Name), HooksOf(services));
    }

    private IBatchProvider<TItem, TResult> Made(IBatchProvider<TItem, TResult>? provider, string method) => provider ?? throw new InvalidOperationException(
        $"The provider of batch processor '{Name}' was made as null. Return one from the factory given to {method}.");

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
