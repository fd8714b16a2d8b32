namespace PersonaBatch;

/// <summary>Names the parts of a batch's fingerprint that say something of its answers: providers, models, what providers plan, and what the user added.</summary>
/// <remarks>They say who may answer, never who did: a failover changes none of them.</remarks>
internal static class FingerprintParts
{
    private const string Unknown = "unknown";

    /// <param name="own">What the user added, the later the stronger.</param>
    /// <param name="plans">The providers' plans, in their order.</param>
    /// <param name="providers">Their names and models, resolved.</param>
    public static Dictionary<string, string> Of(
        IEnumerable<KeyValuePair<string, string>> own, IReadOnlyList<CallPlan> plans, IReadOnlyList<ProviderSettings> providers)
    {
        var parts = new Dictionary<string, string>(plans[0].Fingerprint, StringComparer.Ordinal);
        for (var place = 1; place < plans.Count; place++)
        {
            foreach (var (name, value) in plans[place].Fingerprint)
            {
                parts[$"{providers[place].Name}: {name}"] = value;
            }
        }

        foreach (var (name, value) in own)
        {
            parts[name] = value;
        }

        AddAll("provider", static provider => provider.Name);
        AddAll("model", static provider => provider.Model);
        return parts;

        void AddAll(string name, Func<ProviderSettings, string?> of)
        {
            if (providers.Any(provider => of(provider) is not null))
            {
                parts.TryAdd(name, string.Join(", ", providers.Select(provider => of(provider) ?? Unknown)));
            }
        }
    }
}
