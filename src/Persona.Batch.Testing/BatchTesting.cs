using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>Runs code in virtual time, and makes results by hand for tests of the code behind a batch.</summary>
public static class BatchTesting
{
    /// <summary>Runs asynchronous work in virtual time, from its start to the end of its task.</summary>
    /// <typeparam name="T">What the work returns.</typeparam>
    /// <param name="time">The clock the work uses for everything.</param>
    /// <param name="run">The work. It starts on a pool thread, with the caller's execution context.</param>
    /// <returns>What the work returned. Its exception and its cancellation come out unchanged.</returns>
    /// <exception cref="VirtualTimeException">The work hangs, blocks, or leaves virtual time; the message names the watched calls.</exception>
    /// <exception cref="InvalidOperationException">Called inside a simulation.</exception>
    /// <remarks>Await it: a blocked caller is tolerated, but the work must not depend on it. In a parallel test run, keep simulations
    /// in a collection that runs alone; other tests have one pool thread meanwhile.</remarks>
    public static Task<T> RunAsync<T>(this VirtualTimeProvider time, Func<Task<T>> run)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(run);
        VirtualTimeProvider.ThrowIfInside();

        return RunCoreAsync();

        async Task<T> RunCoreAsync()
        {
            Task<T>? result = null;
            await time.SimulateAsync(() => result = run()).ConfigureAwait(false);
            return await result!.ConfigureAwait(false);
        }
    }

    /// <summary>Runs asynchronous work in virtual time, from its start to the end of its task.</summary>
    /// <param name="time">The clock the work uses for everything.</param>
    /// <param name="run">The work. It starts on a pool thread, with the caller's execution context.</param>
    /// <returns>A task that ends as the work's own.</returns>
    /// <exception cref="VirtualTimeException">The work hangs, blocks, or leaves virtual time; the message names the watched calls.</exception>
    /// <exception cref="InvalidOperationException">Called inside a simulation.</exception>
    /// <remarks>See <see cref="RunAsync{T}"/>.</remarks>
    public static Task RunAsync(this VirtualTimeProvider time, Func<Task> run)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(run);
        VirtualTimeProvider.ThrowIfInside();

        return time.SimulateAsync(run);
    }

    /// <summary>Wraps a provider so that a simulation can name its calls when one hangs or leaves virtual time.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="time">The clock of the simulation.</param>
    /// <param name="provider">The provider. A <see cref="SimulatedProvider{TItem, TResult}"/> on the same clock needs no wrapping.</param>
    /// <returns>The same provider, whose calls are known as <c>item 77 attempt 1</c>.</returns>
    public static IBatchProvider<TItem, TResult> Watch<TItem, TResult>(this VirtualTimeProvider time, IBatchProvider<TItem, TResult> provider)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(provider);

        return new WatchedProvider<TItem, TResult>(time, provider);
    }

    /// <summary>Makes the result of a run that had these outcomes.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="outcomes">The outcomes in input order; they are copied, and numbered by their position.</param>
    /// <returns>A result whose counts and sums fit its outcomes. It is <see cref="BatchTermination.Completed"/> unless an outcome is
    /// aborted; then it is <see cref="BatchTermination.Stopped"/>.</returns>
    public static BatchResult<TItem, TResult> Result<TItem, TResult>(params IEnumerable<ItemOutcome<TItem, TResult>> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);

        ItemOutcome<TItem, TResult>[] all = [.. outcomes.Select(Numbered)];
        var counts = new BatchCounts(
            all.Length,
            Count(ItemStatus.Succeeded),
            Count(ItemStatus.Failed),
            Count(ItemStatus.Skipped),
            Count(ItemStatus.Aborted),
            all.LongCount(static outcome => outcome.Replayed));
        var summary = new BatchSummary
        {
            BatchId = "test",
            Termination = counts.Aborted == 0 ? BatchTermination.Completed : BatchTermination.Stopped,
            Reason = counts.Aborted == 0 ? "" : "The run was stopped.",
            Counts = counts,
            FailuresByClass = all
                .Where(static outcome => outcome.Status == ItemStatus.Failed)
                .GroupBy(static outcome => outcome.Failure!.Class)
                .ToDictionary(static failures => failures.Key, static failures => failures.LongCount()),
            Usage = all.Aggregate(default(TokenUsage), static (sum, outcome) => sum + outcome.Usage.GetValueOrDefault()),
            CostUsd = all.Any(static outcome => outcome.CostUsd is not null) ? all.Sum(static outcome => outcome.CostUsd) : null,
        };
        return new BatchResult<TItem, TResult>(summary, all);

        long Count(ItemStatus status) => all.LongCount(outcome => outcome.Status == status);
    }

    /// <summary>Makes the outcome of an item that succeeded at its first attempt.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="item">The item; its text in the invariant culture becomes the id.</param>
    /// <param name="value">The result.</param>
    /// <returns>The outcome.</returns>
    public static ItemOutcome<TItem, TResult> Success<TItem, TResult>(TItem item, TResult value) => new()
    {
        Id = IdOf(item),
        Index = 0,
        Item = item,
        Status = ItemStatus.Succeeded,
        Value = value,
        Attempts = 1,
    };

    /// <summary>Makes the outcome of an item that failed at its first attempt, for good.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="item">The item; its text in the invariant culture becomes the id.</param>
    /// <param name="failure">Why it failed.</param>
    /// <returns>The outcome.</returns>
    public static ItemOutcome<TItem, TResult> Failure<TItem, TResult>(TItem item, BatchFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);

        return new()
        {
            Id = IdOf(item),
            Index = 0,
            Item = item,
            Status = ItemStatus.Failed,
            Failure = failure,
            Attempts = 1,
        };
    }

    private static string IdOf<TItem>(TItem item) => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "";

    private static ItemOutcome<TItem, TResult> Numbered<TItem, TResult>(ItemOutcome<TItem, TResult> outcome, int index) => new()
    {
        Id = outcome.Id,
        Index = index,
        Item = outcome.Item,
        Sequence = index + 1,
        Status = outcome.Status,
        Value = outcome.Value,
        Failure = outcome.Failure,
        Attempts = outcome.Attempts,
        Usage = outcome.Usage,
        CostUsd = outcome.CostUsd,
        Timings = outcome.Timings,
        Provider = outcome.Provider,
        Replayed = outcome.Replayed,
    };
}
