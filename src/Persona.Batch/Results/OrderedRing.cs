namespace PersonaBatch;

/// <summary>Puts what finishes in any order back into input order, within a window that others bound.</summary>
/// <typeparam name="T">What is ordered.</typeparam>
/// <param name="window">How far an index may be ahead of the next one to come out before the ring grows.</param>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class OrderedRing<T>(int window)
    where T : class
{
    private T?[] _slots = new T?[window];
    private long _next;

    public void Put(long index, T value)
    {
        while (index - _next >= _slots.Length)
        {
            Grow();
        }

        _slots[index % _slots.Length] = value;
    }

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

    private void Grow()
    {
        var larger = new T?[2 * _slots.Length];
        for (var index = _next; index < _next + _slots.Length; index++)
        {
            larger[index % larger.Length] = _slots[index % _slots.Length];
        }

        _slots = larger;
    }
}
