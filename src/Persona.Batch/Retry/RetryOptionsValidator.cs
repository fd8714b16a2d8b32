namespace PersonaBatch;

/// <summary>Checks <see cref="RetryOptions"/>.</summary>
internal static class RetryOptionsValidator
{
    private static readonly TimeSpan LongestHint = TimeSpan.FromHours(24);

    public static void Check(RetryOptions retry, OptionFaults faults)
    {
        faults.Range(nameof(retry.MaxAttempts), retry.MaxAttempts, 1, 100);
        faults.Range(nameof(retry.BackoffBase), retry.BackoffBase, 1, 100);

        if (retry.MaxHonoredRetryAfter <= TimeSpan.Zero || retry.MaxHonoredRetryAfter > LongestHint)
        {
            faults.Add(nameof(retry.MaxHonoredRetryAfter), $"must be above zero and at most {LongestHint}, was {retry.MaxHonoredRetryAfter}");
        }

        foreach (var error in retry.RetryableErrors ?? [])
        {
            faults.Defined(nameof(retry.RetryableErrors), error);
        }
    }
}
