using Microsoft.Extensions.Options;

namespace PersonaBatch;

/// <summary>Checks <see cref="ConcurrencyOptions"/>.</summary>
internal static class ConcurrencyOptionsValidator
{
    private const int LongestTargetMs = 86_400_000;

    public static void Check(ConcurrencyOptions options, OptionFaults faults)
    {
        faults.Range(nameof(options.MaxWorkers), options.MaxWorkers, 1, ConcurrencyOptions.MostWorkers);
        CheckMinWorkers(options, faults);
        faults.Defined(nameof(options.Algorithm), options.Algorithm);
        faults.Range(nameof(options.TargetLatencyMs), options.TargetLatencyMs, 1, LongestTargetMs);
        CheckThresholds(options, faults);
    }

    /// <summary>Throws one exception that names every fault.</summary>
    public static void ThrowIfInvalid(ConcurrencyOptions options)
    {
        var faults = new OptionFaults();
        Check(options, faults);
        if (faults.All.Count > 0)
        {
            throw new OptionsValidationException(
                nameof(ConcurrencyOptions), typeof(ConcurrencyOptions), faults.All.Select(static fault => fault.ToString()));
        }
    }

    private static void CheckMinWorkers(ConcurrencyOptions options, OptionFaults faults)
    {
        var most = options.MaxWorkers ?? ConcurrencyOptions.DefaultMaxWorkers;
        if (most is < 1 or > ConcurrencyOptions.MostWorkers)
        {
            faults.Range(nameof(options.MinWorkers), options.MinWorkers, 1, ConcurrencyOptions.MostWorkers); // the other one is wrong itself
        }
        else if (options.MinWorkers < 1 || options.MinWorkers > most)
        {
            faults.Add(nameof(options.MinWorkers), $"must be 1 to {nameof(options.MaxWorkers)} ({most}), was {options.MinWorkers}");
        }
    }

    private static void CheckThresholds(ConcurrencyOptions options, OptionFaults faults)
    {
        faults.Range(nameof(options.DecreaseThreshold), options.DecreaseThreshold, 0, 1);
        if (options.DecreaseThreshold <= 1 && options.SuccessThreshold >= 0 && options.DecreaseThreshold > options.SuccessThreshold)
        {
            faults.Add(
                nameof(options.SuccessThreshold),
                $"must be {nameof(options.DecreaseThreshold)} ({options.DecreaseThreshold}) to 1, was {options.SuccessThreshold}");
        }
        else
        {
            faults.Range(nameof(options.SuccessThreshold), options.SuccessThreshold, 0, 1);
        }
    }
}
