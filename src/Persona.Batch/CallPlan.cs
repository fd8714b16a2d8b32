namespace PersonaBatch;

/// <summary>What a provider that plans its calls, or whoever named it, says of all of them.</summary>
internal sealed record CallPlan(string? Provider, string? Model, IReadOnlyDictionary<string, string> Fingerprint)
{
    /// <summary>The plan of a provider that has none.</summary>
    public static readonly CallPlan None = new(null, null, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Gets a value indicating whether the user named this very provider: then the options' name means another.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>Gets a value indicating whether the user gave this very provider's model.</summary>
    public bool HasOwnModel { get; private init; }

    public static CallPlan Of<TItem, TResult>(NamedProvider<TItem, TResult> given)
    {
        var plan = given.Provider is ICallPlanner<TItem> planner ? new CallPlan(planner.Provider, planner.Model, planner.Fingerprint) : None;
        return plan with
        {
            Provider = given.IsNamed ? given.Name : plan.Provider,
            Model = given.Model ?? plan.Model,
            IsNamed = given.IsNamed,
            HasOwnModel = given.Model is not null,
        };
    }
}
