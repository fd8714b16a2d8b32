using System.Threading.Channels;

namespace PersonaBatch;

/// <summary>The bounded channel of chunks between the reader and the workers: the reader waits while it is full.</summary>
/// <remarks>One reader of the source writes; the workers take under their gate.</remarks>
internal sealed class BackpressureQueue<TItem>(int capacity, int chunkSize)
{
    private readonly Channel<Chunk<TItem>> _channel = Channel.CreateBounded<Chunk<TItem>>(
        new BoundedChannelOptions(capacity) { SingleWriter = true, SingleReader = true });

    private readonly Stack<Chunk<TItem>> _spare = new();

    private Chunk<TItem>? _current;

    /// <summary>Gets a value indicating whether workers would find nothing.</summary>
    public bool IsEmpty => Volatile.Read(ref _current) is null && _channel.Reader.Count == 0;

    /// <summary>Gets a value indicating whether the reader of the source would have to wait.</summary>
    public bool IsFull => _channel.Reader.Count == capacity;

    public ValueTask WriteAsync(Chunk<TItem> chunk) => _channel.Writer.WriteAsync(chunk);

    public Chunk<TItem> RentNeedsLock() => _spare.TryPop(out var chunk) ? chunk : new Chunk<TItem>(chunkSize);

    public bool TryTakeNeedsLock(out BatchItem<TItem> item)
    {
        while (_current is not null || _channel.Reader.TryRead(out _current))
        {
            if (_current.TryTake(out item))
            {
                return true;
            }

            _current.Clear();
            _spare.Push(_current);
            _current = null;
        }

        item = default;
        return false;
    }
}
