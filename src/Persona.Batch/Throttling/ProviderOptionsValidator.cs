namespace PersonaBatch;

/// <summary>Checks <see cref="ProviderOptions"/>: every entry, used or not.</summary>
internal static class ProviderOptionsValidator
{
    private const int MostQuotaCharacters = 200;

    public static void Check(IReadOnlyDictionary<string, ProviderOptions> providers, OptionFaults faults)
    {
        foreach (var (name, options) in providers)
        {
            var entry = $"{nameof(BatchOptions.Providers)}[{name}]";
            if (options is null)
            {
                faults.Add(entry, $"must not be null: leave the entry out, or give it limits");
            }
            else
            {
                Check(options, faults.Section(entry));
            }
        }
    }

    private static void Check(ProviderOptions options, OptionFaults faults)
    {
        if (options.Quota is { } quota && (quota.Length is 0 or > MostQuotaCharacters || quota.Any(char.IsControl)))
        {
            faults.Add(nameof(options.Quota), $"must be 1 to {MostQuotaCharacters} characters, none of them a control character, was '{quota}'");
        }

        faults.Range(nameof(options.MaxConcurrent), options.MaxConcurrent, 1, ConcurrencyOptions.MostWorkers);
        faults.Range(nameof(options.RequestsPerMinute), options.RequestsPerMinute, 1, ProviderOptions.Most);
        faults.Range(nameof(options.TokensPerMinute), options.TokensPerMinute, 1, ProviderOptions.Most);
        faults.Range(nameof(options.InputTokensPerMinute), options.InputTokensPerMinute, 1, ProviderOptions.Most);
        faults.Range(nameof(options.OutputTokensPerMinute), options.OutputTokensPerMinute, 1, ProviderOptions.Most);
        faults.Range(nameof(options.RequestsPerDay), options.RequestsPerDay, 1, ProviderOptions.Most);
        faults.Range(nameof(options.BackoffMultiplier), options.BackoffMultiplier, 1, 100);
    }
}
