namespace PersonaBatch;

/// <summary>Checks <see cref="FailoverOptions"/>.</summary>
internal static class FailoverOptionsValidator
{
    private const int MostFailures = 1_000;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public static void Check(FailoverOptions failover, OptionFaults faults)
    {
        if (failover.After < TimeSpan.Zero || failover.After > Longest)
        {
            faults.Add(nameof(failover.After), $"must be zero to {Longest}, was {failover.After}");
        }

        faults.Range(nameof(failover.Failures), failover.Failures, 1, MostFailures);
        if (failover.CoolDown <= TimeSpan.Zero || failover.CoolDown > Longest)
        {
            faults.Add(nameof(failover.CoolDown), $"must be above zero and at most {Longest}, was {failover.CoolDown}");
        }
    }
}
