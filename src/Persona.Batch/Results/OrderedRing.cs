namespace PersonaBatch;

/// <summary>Puts what finishes in any order back into input order, within a bounded window.</summary>
/// <typeparam name="T">What is ordered.</typeparam>
/// <param name="window">The farthest any index may be ahead of the next one to come out.</param>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class OrderedRing<T>(int window)
    where T : class
{
    private readonly T?[] _slots = new T?[window];

    private long _next;

    public void Put(long index, T value) => _slots[index % _slots.Length] = value;

    /// <summary>Takes out everything that is next in line.</summary>
    public void TakeInOrder(List<T> taken)
    {
        while (_slots[_next % _slots.Length] is { } value)
        {
            _slots[_next % _slots.Length] = null;
            _next++;
            taken.Add(value);
        }
    }
}
