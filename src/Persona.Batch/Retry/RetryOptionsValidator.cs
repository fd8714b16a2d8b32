using Microsoft.Extensions.Options;

namespace PersonaBatch;

/// <summary>Checks <see cref="RetryOptions"/>.</summary>
internal static class RetryOptionsValidator
{
    private static readonly TimeSpan LongestHint = TimeSpan.FromHours(24);

    public static void Check(RetryOptions retry, ValidateOptionsResultBuilder faults)
    {
        const string Retry = nameof(BatchOptions.Retry);

        BatchOptionsValidator.Range(faults, $"{Retry}.{nameof(retry.MaxAttempts)}", retry.MaxAttempts, 1, 100);

        if (retry.BackoffBase is not (>= 1 and <= 100))
        {
            faults.AddError($"must be 1 to 100, was {retry.BackoffBase}", $"{Retry}.{nameof(retry.BackoffBase)}");
        }

        if (retry.MaxHonoredRetryAfter <= TimeSpan.Zero || retry.MaxHonoredRetryAfter > LongestHint)
        {
            faults.AddError($"must be above zero and at most {LongestHint}, was {retry.MaxHonoredRetryAfter}", $"{Retry}.{nameof(retry.MaxHonoredRetryAfter)}");
        }

        foreach (var error in retry.RetryableErrors ?? [])
        {
            if (!Enum.IsDefined(error))
            {
                faults.AddError($"must be of {string.Join(", ", Enum.GetNames<RetryableError>())}, was {error}", $"{Retry}.{nameof(retry.RetryableErrors)}");
            }
        }
    }
}
