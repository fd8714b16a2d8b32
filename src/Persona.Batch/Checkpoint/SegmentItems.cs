namespace PersonaBatch;

/// <summary>The recorded items of one segment, in the order of their lines. Grows in pieces: nothing is copied and no large array is thrown away.</summary>
internal sealed class SegmentItems
{
    private const int PieceSize = 4096;

    private readonly List<SegmentItem[]> _pieces = [];
    private int _used = PieceSize;

    /// <summary>Gets how many there are.</summary>
    public int Count => (_pieces.Count * PieceSize) - (PieceSize - _used);

    /// <summary>Gets the pieces.</summary>
    public IEnumerable<ReadOnlyMemory<SegmentItem>> Pieces =>
        _pieces.Select((piece, i) => new ReadOnlyMemory<SegmentItem>(piece, 0, i == _pieces.Count - 1 ? _used : PieceSize));

    /// <summary>Adds one.</summary>
    public void Add(SegmentItem item)
    {
        if (_used == PieceSize)
        {
            _pieces.Add(new SegmentItem[PieceSize]);
            _used = 0;
        }

        _pieces[^1][_used++] = item;
    }
}
