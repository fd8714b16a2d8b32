namespace PersonaBatch;

/// <summary>Checks that several providers can be told from each other.</summary>
internal static class ProviderNames
{
    /// <summary>Finds what is wrong with the names of providers; <see langword="null"/> = nothing.</summary>
    public static string? FaultOf(IEnumerable<string?> names)
    {
        List<string?> all = [.. names];
        if (all.Count < 2)
        {
            return null;
        }

        if (all.Exists(string.IsNullOrEmpty))
        {
            return $"The first of several providers has no name: set {nameof(BatchOptions)}.{nameof(BatchOptions.Provider)}.";
        }

        var twice = all.GroupBy(static name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static same => same.Count() > 1);
        return twice is null ? null : $"Two providers are called '{twice.Key}': give each a name of its own.";
    }

    /// <exception cref="InvalidOperationException">Two have the same name, or one has none.</exception>
    public static void ThrowIfUnclear(IEnumerable<ProviderSettings> providers)
    {
        if (FaultOf(providers.Select(static provider => provider.Name)) is { } fault)
        {
            throw new InvalidOperationException(fault);
        }
    }
}
