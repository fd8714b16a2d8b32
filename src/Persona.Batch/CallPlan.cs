namespace PersonaBatch;

/// <summary>What a provider that plans its calls says of all of them.</summary>
internal sealed record CallPlan(string? Provider, string? Model, IReadOnlyDictionary<string, string> Fingerprint)
{
    /// <summary>The plan of a provider that has none.</summary>
    public static readonly CallPlan None = new(null, null, new Dictionary<string, string>(StringComparer.Ordinal));

    public static CallPlan Of<TItem, TResult>(IBatchProvider<TItem, TResult> provider) =>
        provider is ICallPlanner<TItem> planner ? new CallPlan(planner.Provider, planner.Model, planner.Fingerprint) : None;
}
