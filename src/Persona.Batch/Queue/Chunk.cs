namespace PersonaBatch;

/// <summary>Items read together. Owned by the reader while it fills, then by the queue's owner.</summary>
internal sealed class Chunk<TItem>(int size)
{
    private readonly BatchItem<TItem>[] _items = new BatchItem<TItem>[size];

    private int _position;

    public int Count { get; private set; }

    public bool IsFull => Count == _items.Length;

    public void Add(in BatchItem<TItem> item) => _items[Count++] = item;

    public bool TryTake(out BatchItem<TItem> item)
    {
        if (_position == Count)
        {
            item = default;
            return false;
        }

        item = _items[_position];
        _items[_position++] = default;
        return true;
    }

    public void Clear() => _position = Count = 0;
}
