namespace PersonaBatch;

/// <summary>Follows the queue: with each call that ends, one more while the queue is full, one less while it is empty.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class BackpressureConcurrency : IConcurrencyControl
{
    private readonly int _least;
    private readonly Func<bool> _queueIsFull;
    private readonly Func<bool> _queueIsEmpty;

    private int _most;

    public BackpressureConcurrency(int least, int most, Func<bool> queueIsFull, Func<bool> queueIsEmpty)
    {
        _least = least;
        _most = most;
        _queueIsFull = queueIsFull;
        _queueIsEmpty = queueIsEmpty;
        Limit = least;
    }

    public int Limit { get; private set; }

    public void Cap(int most)
    {
        _most = most;
        Limit = Math.Min(Limit, most);
    }

    public void Record(FailureClass? failure, TimeSpan latency)
    {
        var change = _queueIsFull() ? 1 : _queueIsEmpty() ? -1 : 0;
        Limit = Math.Clamp(Limit + change, Math.Min(_least, _most), _most);
    }
}
