namespace PersonaBatch.Testing;

/// <summary>What a journal proves.</summary>
public static class ReceivedCallExtensions
{
    /// <summary>Adds up the tokens of the answers. Those a fault spoilt are among them: a provider counts them too.</summary>
    /// <param name="calls">The calls.</param>
    /// <returns>The sum; zero when there was no answer.</returns>
    public static TokenUsage TotalUsage(this IEnumerable<ReceivedCall> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);

        return calls.Aggregate(default(TokenUsage), static (sum, call) => sum + (call.Usage ?? default));
    }

    /// <summary>Finds the most calls, and the most tokens they reserve, that arrived within any window of this length. Each counts, whatever it got.</summary>
    /// <param name="calls">The calls, in any order.</param>
    /// <param name="window">The length, above 0. Calls exactly as far apart are not in the same window.</param>
    /// <returns>The most.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window is not above 0.</exception>
    public static CallPeak MostInAnyWindow(this IEnumerable<ReceivedCall> calls, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);

        ReceivedCall[] ordered = [.. calls.OrderBy(call => call.Arrival)];
        var (oldest, tokens) = (0, 0L);
        var peak = default(CallPeak);
        for (var newest = 0; newest < ordered.Length; newest++)
        {
            tokens += ordered[newest].ReservedTokens;
            while (ordered[newest].Arrival - ordered[oldest].Arrival >= window)
            {
                tokens -= ordered[oldest++].ReservedTokens;
            }

            peak = new CallPeak(Math.Max(peak.Requests, newest - oldest + 1), Math.Max(peak.Tokens, tokens));
        }

        return peak;
    }
}
