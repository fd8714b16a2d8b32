using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>What a run is made from: the processor's parts, its resolved options and its input.</summary>
internal sealed record RunParts<TItem, TResult>(
    string Name,
    string Build,
    IReadOnlyList<NamedProvider<TItem, TResult>> Providers,
    BatchHooks<TItem, TResult> Hooks,
    ProviderQuotas Quotas,
    RunSettings Settings,
    IAsyncEnumerable<TItem> Source,
    long? Total,
    ExecutionContext? Context,
    TimeProvider TimeProvider,
    ILogger Logger);
