using Microsoft.Extensions.Options;

namespace PersonaBatch;

/// <summary>Checks every value of <see cref="BatchOptions"/>; reports all faults at once, each where it was written.</summary>
internal sealed class BatchOptionsValidator : IValidateOptions<BatchOptions>
{
    private const int MostBatchIdCharacters = 200;

    public ValidateOptionsResult Validate(string? name, BatchOptions options)
    {
        var faults = FaultsOf(options);
        var told = options.Written is { } written ? written.Faults.Concat(faults.Select(written.AsWritten)) : faults;
        var failures = told.Select(static fault => fault.ToString()).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Throws one exception that names every fault.</summary>
    internal static void ThrowIfInvalid(BatchOptions options)
    {
        var result = new BatchOptionsValidator().Validate(name: null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(nameof(BatchOptions), typeof(BatchOptions), result.Failures);
        }
    }

    /// <summary>Finds every value that is out of its range, wherever it came from.</summary>
    internal static IReadOnlyList<OptionFault> FaultsOf(BatchOptions options)
    {
        var faults = new OptionFaults();
        CheckIdentity(options, faults);
        CheckPrices(options, faults);
        ProviderOptionsValidator.Check(options.Providers, faults);
        CheckProcessing(options.Processing, faults.Section(nameof(options.Processing)));
        ConcurrencyOptionsValidator.Check(options.Concurrency, faults.Section(nameof(options.Concurrency)));
        RetryOptionsValidator.Check(options.Retry, faults.Section(nameof(options.Retry)));
        FailoverOptionsValidator.Check(options.Failover, faults.Section(nameof(options.Failover)));
        TimeoutOptionsValidator.Check(options.Timeouts, faults.Section(nameof(options.Timeouts)));
        return faults.All;
    }

    internal static string? BatchIdFault(string batchId) =>
        batchId.Length is 0 or > MostBatchIdCharacters || batchId.Any(char.IsControl)
            ? $"must be 1 to {MostBatchIdCharacters} characters, none of them a control character, was '{batchId}'"
            : null;

    private static void CheckIdentity(BatchOptions options, OptionFaults faults)
    {
        if (options.BatchId is { } batchId && BatchIdFault(batchId) is { } fault)
        {
            faults.Add(nameof(options.BatchId), $"{fault}");
        }

        if (options.MaxFailureRate is not null and not (> 0 and <= 1))
        {
            faults.Add(nameof(options.MaxFailureRate), $"must be above 0 and at most 1, or null for never, was {options.MaxFailureRate}");
        }

        faults.Defined(nameof(options.OnItemFailure), options.OnItemFailure);
        faults.Defined(nameof(options.Duplicates), options.Duplicates);
    }

    private static void CheckPrices(BatchOptions options, OptionFaults faults)
    {
        foreach (var (model, price) in options.Prices)
        {
            if (price is null || price.InputPerMillion < 0 || price.OutputPerMillion < 0 || price.CachedPerMillion < 0 || price.CacheWritePerMillion < 0)
            {
                faults.Add($"{nameof(options.Prices)}[{model}]", $"prices must be 0 or more US dollars per million tokens");
            }
        }
    }

    private static void CheckProcessing(ProcessingOptions processing, OptionFaults faults)
    {
        faults.Defined(nameof(processing.Mode), processing.Mode);
        faults.Range(nameof(processing.ChunkSize), processing.ChunkSize, 1, 10_000);

        var checkpoint = processing.Checkpoint;
        var section = faults.Section(nameof(processing.Checkpoint));
        section.Range(nameof(checkpoint.Interval), checkpoint.Interval, 1, 100_000);
        section.Defined(nameof(checkpoint.Durability), checkpoint.Durability);
        section.Defined(nameof(checkpoint.OnDamage), checkpoint.OnDamage);
        section.Range(nameof(checkpoint.SegmentBytes), checkpoint.SegmentBytes, 4096, 1 << 30);
        if (checkpoint.StorageTimeout < TimeSpan.Zero || checkpoint.StorageTimeout > TimeSpan.FromDays(1))
        {
            section.Add(nameof(checkpoint.StorageTimeout), $"must be 0 to 1 day, was {checkpoint.StorageTimeout}");
        }

        if (checkpoint.Enabled && string.IsNullOrWhiteSpace(checkpoint.Directory))
        {
            section.Add(nameof(checkpoint.Directory), $"must name a directory, was empty");
        }
    }
}
