using Microsoft.Extensions.Options;

namespace PersonaBatch;

/// <summary>Checks every value of <see cref="BatchOptions"/>; reports all faults at once.</summary>
internal sealed class BatchOptionsValidator : IValidateOptions<BatchOptions>
{
    private const int MostBatchIdCharacters = 200;

    public ValidateOptionsResult Validate(string? name, BatchOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();

        CheckIdentity(options, faults);
        CheckProcessing(options.Processing, faults);
        RetryOptionsValidator.Check(options.Retry, faults);
        TimeoutOptionsValidator.Check(options.Timeouts, faults);

        const string MaxWorkers = $"{nameof(options.Concurrency)}.{nameof(options.Concurrency.MaxWorkers)}";
        Range(faults, MaxWorkers, options.Concurrency.MaxWorkers, 1, ConcurrencyOptions.MostWorkers);

        return faults.Build();
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

    internal static string? BatchIdFault(string batchId) =>
        batchId.Length is 0 or > MostBatchIdCharacters || batchId.Any(char.IsControl)
            ? $"must be 1 to {MostBatchIdCharacters} characters, none of them a control character, was '{batchId}'"
            : null;

    internal static void Range(ValidateOptionsResultBuilder faults, string path, int? value, int least, int most)
    {
        if (value < least || value > most)
        {
            faults.AddError($"must be {least} to {most}, was {value}", path);
        }
    }

    private static void CheckIdentity(BatchOptions options, ValidateOptionsResultBuilder faults)
    {
        if (options.BatchId is { } batchId && BatchIdFault(batchId) is { } fault)
        {
            faults.AddError(fault, nameof(options.BatchId));
        }

        if (options.MaxFailureRate is not null and not (> 0 and <= 1))
        {
            faults.AddError($"must be above 0 and at most 1, or null for never, was {options.MaxFailureRate}", nameof(options.MaxFailureRate));
        }

        Defined(faults, nameof(options.OnItemFailure), options.OnItemFailure);
        Defined(faults, nameof(options.Duplicates), options.Duplicates);

        foreach (var (model, price) in options.Prices)
        {
            if (price is null || price.InputPerMillion < 0 || price.OutputPerMillion < 0 || price.CachedPerMillion < 0 || price.CacheWritePerMillion < 0)
            {
                faults.AddError("prices must be 0 or more US dollars per million tokens", $"{nameof(options.Prices)}[{model}]");
            }
        }
    }

    private static void CheckProcessing(ProcessingOptions processing, ValidateOptionsResultBuilder faults)
    {
        const string Processing = nameof(BatchOptions.Processing);
        const string Checkpoint = $"{Processing}.{nameof(ProcessingOptions.Checkpoint)}";

        Defined(faults, $"{Processing}.{nameof(processing.Mode)}", processing.Mode);
        Range(faults, $"{Processing}.{nameof(processing.ChunkSize)}", processing.ChunkSize, 1, 10_000);
        Range(faults, $"{Checkpoint}.{nameof(CheckpointOptions.Interval)}", processing.Checkpoint.Interval, 1, 100_000);
        if (processing.Checkpoint.Enabled && string.IsNullOrWhiteSpace(processing.Checkpoint.Directory))
        {
            faults.AddError("must name a directory, was empty", $"{Checkpoint}.{nameof(CheckpointOptions.Directory)}");
        }
    }

    private static void Defined<T>(ValidateOptionsResultBuilder faults, string path, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            faults.AddError($"must be one of {string.Join(", ", Enum.GetNames<T>())}, was {value}", path);
        }
    }
}
