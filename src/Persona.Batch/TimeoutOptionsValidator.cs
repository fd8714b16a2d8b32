namespace PersonaBatch;

/// <summary>Checks <see cref="TimeoutOptions"/>.</summary>
internal static class TimeoutOptionsValidator
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    public static void Check(TimeoutOptions timeouts, OptionFaults faults)
    {
        Check(nameof(timeouts.Attempt), timeouts.Attempt, faults);
        Check(nameof(timeouts.Item), timeouts.Item, faults);
        Check(nameof(timeouts.Batch), timeouts.Batch, faults);
        Check(nameof(timeouts.Drain), timeouts.Drain, faults);
    }

    private static void Check(string name, TimeSpan? value, OptionFaults faults)
    {
        if (value <= TimeSpan.Zero || value > Longest)
        {
            faults.Add(name, $"must be above zero and at most {Longest}, was {value}");
        }
    }
}
