using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace PersonaBatch;

/// <summary>The limits that processors share: configured and learned, by quota name, or by provider and model. Holds no secret and no hash of one. Safe for concurrent use.</summary>
/// <remarks>Limits are measured on a clock: processors with different time providers share nothing.</remarks>
public sealed class ProviderQuotas
{
    private readonly ConditionalWeakTable<TimeProvider, ConcurrentDictionary<QuotaKey, ProviderThrottle>> _byClock = [];

    /// <summary>Gets the limits of everything in this process that names no others. A container has its own.</summary>
    public static ProviderQuotas Shared { get; } = new();

    internal ProviderThrottle Of(in QuotaKey key, TimeProvider timeProvider) =>
        _byClock.GetOrCreateValue(timeProvider).GetOrAdd(key, static (_, clock) => new ProviderThrottle(clock), timeProvider);
}
