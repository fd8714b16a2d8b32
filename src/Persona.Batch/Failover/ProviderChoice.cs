namespace PersonaBatch;

/// <summary>Decides which of several providers comes next, and what a failure at one of them leads to. Pure.</summary>
internal static class ProviderChoice
{
    /// <summary>Finds the first provider that may be asked.</summary>
    /// <param name="order">How they stand, in their order.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="failedAt">Who failed the item last, and is not tried out with the same item; -1 = nobody.</param>
    /// <returns>Its place; -1 = nobody may be asked.</returns>
    public static int Next(ProviderHealth[] order, long now, int from, int failedAt)
    {
        for (var place = from; place < order.Length; place++)
        {
            var standing = order[place].At(now);
            if (standing == ProviderStanding.Ready || (standing == ProviderStanding.Trial && place != failedAt))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Says whether none is left that could be waited for.</summary>
    public static bool NoneIsLeft(ProviderHealth[] order, long now) => Array.TrueForAll(order, health => health.IsUsedUp(now));

    /// <summary>Turns what a failure means at a single provider into what it means where there are others.</summary>
    /// <param name="decision">What it would mean.</param>
    /// <param name="order">How they stand, in their order, the failure counted.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="failedAt">Who failed.</param>
    public static RetryDecision After(RetryDecision decision, ProviderHealth[] order, long now, int failedAt)
    {
        if (decision.Reaction == Reaction.EndRun)
        {
            return NoneIsLeft(order, now) ? decision : new RetryDecision(Reaction.Retry);
        }

        // Backing off spares the provider that failed; the next one needs no sparing.
        var goesElsewhere = decision.Reaction == Reaction.Retry
            && order[failedAt].At(now) == ProviderStanding.Away
            && Next(order, now, 0, failedAt) >= 0;
        return goesElsewhere ? decision with { Wait = TimeSpan.Zero } : decision;
    }

    /// <summary>The next moment at which one that is away may be asked; <see cref="long.MaxValue"/> = none is away on a timer.</summary>
    public static long ReturnAfter(ProviderHealth[] order, long now)
    {
        var earliest = long.MaxValue;
        foreach (var health in order)
        {
            if (health.State != ProviderState.Up && health.Until > now)
            {
                earliest = Math.Min(earliest, health.Until);
            }
        }

        return earliest;
    }
}
