namespace PersonaBatch.Benchmarks;

/// <summary>Calls to be made.</summary>
/// <param name="Items">How many.</param>
/// <param name="InFlight">How many at once.</param>
/// <param name="Call">One call.</param>
internal sealed record Load(int Items, int InFlight, Func<int, CancellationToken, ValueTask<int>> Call)
{
    /// <summary>Gets a source of so many items that makes its reader wait; <see langword="null"/> = they are there at once.</summary>
    public Func<int, IAsyncEnumerable<int>>? SlowSource { get; init; }

    public IEnumerable<int> Range => Enumerable.Range(0, Items);
}
