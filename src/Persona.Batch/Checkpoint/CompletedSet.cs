namespace PersonaBatch;

/// <summary>The recorded items by id, and who was seen in this input. A recorded item takes nine bytes, any other ten to thirteen.</summary>
/// <remarks>
/// <para>A slot of eight bytes holds where the item's line is and 21 bits of its hash; at most sixteen of seventeen slots are taken. What looks like
/// the item is read, and the id in its line decides: a collision costs a read and nothing else.</para>
/// <para>Not thread-safe: the one reader of the input uses it.</para>
/// </remarks>
internal sealed class CompletedSet
{
    private const int PlaceBits = 42;
    private const ulong PlaceMask = (1UL << PlaceBits) - 1;
    private const ulong SeenBit = 1UL << 63;
    private const ulong Gone = PlaceMask;

    private readonly ulong _seed;
    private readonly RecordedLines _lines;
    private readonly Action<long> _damaged;
    private readonly ulong[] _slots;
    private readonly SeenIds _strangers = new();

    private long _taken;
    private long _count;
    private long _seen;
    private long _succeeded;
    private long _failed;
    private string? _lastId;
    private UInt128 _lastHash;
    private int _lastSlot;
    private KnownItem _lastItem;

    /// <param name="seed">The key of the id hashes.</param>
    /// <param name="capacity">How many outcomes there are at most.</param>
    /// <param name="lines">Where the lines are read.</param>
    /// <param name="damaged">Told the place of a line that cannot be read; may throw to stop.</param>
    public CompletedSet(ulong seed, long capacity, RecordedLines lines, Action<long> damaged)
    {
        _seed = seed;
        _lines = lines;
        _damaged = damaged;
        _slots = new ulong[capacity + (capacity / 16) + 8];
    }

    /// <summary>Gets how many items are recorded.</summary>
    public long Count => _count;

    /// <summary>Gets how many recorded items were never marked seen.</summary>
    public long Orphaned => _count - _seen;

    /// <summary>Gets how many lines turned out damaged when they were asked for.</summary>
    public long Damaged { get; private set; }

    /// <summary>Gets how the recorded items stand.</summary>
    public BatchCounts Counts => new(_count, _succeeded, _failed, Skipped: 0, _count - _succeeded - _failed, Replayed: 0);

    /// <summary>Finds a recorded item.</summary>
    public bool TryGet(string id, out KnownItem item)
    {
        Find(id);
        item = _lastItem;
        return _lastSlot >= 0;
    }

    /// <summary>Tells whether the line at a place is the one that counts of its item, without reading a line.</summary>
    public bool IsCounting(string id, long place)
    {
        var key = (ulong)IdHash.Of(id, _seed);
        for (var at = HomeOf(key); _slots[at] != 0; at = Next(at))
        {
            if (IsAlike(at, key) && PlaceOf(at) == place)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks an id of this input; <see langword="false"/> when it was marked before, recorded or not.</summary>
    public bool MarkSeen(string id)
    {
        Find(id);
        if (_lastSlot < 0)
        {
            return _strangers.Add(_lastHash);
        }

        ref var slot = ref _slots[_lastSlot];
        if ((slot & SeenBit) != 0)
        {
            return false;
        }

        slot |= SeenBit;
        _seen++;
        return true;
    }

    /// <summary>Records an item, or keeps the record that counts more.</summary>
    /// <param name="key">64 bits of its id's hash.</param>
    /// <param name="place">Where its line is.</param>
    /// <param name="status">How it ended.</param>
    internal void Record(ulong key, long place, ItemStatus status)
    {
        if ((ulong)place >= Gone - 1)
        {
            throw new NotSupportedException("A batch's journal can be resumed up to four tebibytes.");
        }

        var at = HomeOf(key);
        for (; _slots[at] != 0; at = Next(at))
        {
            if (IsAlike(at, key) && Decide(at, place) is { } isNewer)
            {
                if (isNewer)
                {
                    _slots[at] = Pack(key, place);
                    Tally(status, 1);
                }

                return;
            }
        }

        if (_taken == _slots.Length - 1)
        {
            throw new IOException("The journal changed while it was being read.");
        }

        _taken++;
        _slots[at] = Pack(key, place);
        _count++;
        Tally(status, 1);
    }

    private static ulong Pack(ulong key, long place) => ((key << PlaceBits) & ~SeenBit) | (ulong)(place + 1);

    private void Find(string id)
    {
        if (ReferenceEquals(id, _lastId))
        {
            return;
        }

        _lastHash = IdHash.Of(id, _seed);
        _lastSlot = SlotOf(id, (ulong)_lastHash, out _lastItem);
        _lastId = id;
    }

    private int SlotOf(string id, ulong key, out KnownItem item)
    {
        for (var at = HomeOf(key); _slots[at] != 0; at = Next(at))
        {
            if (!IsAlike(at, key))
            {
                continue;
            }

            var place = PlaceOf(at);
            if (!_lines.TryRead(place, withResult: false, out var line))
            {
                Drop(at);
            }
            else if (line.Id.IsSame(id))
            {
                item = KnownItem.Of(line, place);
                return at;
            }
        }

        item = default;
        return -1;
    }

    /// <summary>Decides between what a slot holds and a new line: whether the new one counts, or <see langword="null"/> when they are two items.</summary>
    private bool? Decide(int at, long place)
    {
        if (!_lines.TryRead(PlaceOf(at), withResult: false, out var line))
        {
            Drop(at);
            return null;
        }

        var id = line.Id.Decode() ?? "";
        var before = KnownItem.Of(line, PlaceOf(at));
        if (!_lines.TryRead(place, withResult: false, out line))
        {
            Damaged++;
            _damaged(place);
            return false;
        }

        if (!line.Id.IsSame(id))
        {
            return null;
        }

        var isNewer = KnownItem.Of(line, place).Supersedes(before);
        Tally(before.Status, isNewer ? -1 : 0);
        return isNewer;
    }

    /// <summary>Gives up a line that cannot be read any more; who it belonged to runs again.</summary>
    private void Drop(int at)
    {
        Damaged++;
        _damaged(PlaceOf(at));
        _slots[at] = Gone;
        _count--;
        if (_succeeded + _failed > _count)
        {
            // The line that could tell how it ended is gone; nearly all are successes.
            Tally(_succeeded > 0 ? ItemStatus.Succeeded : ItemStatus.Failed, -1);
        }
    }

    private void Tally(ItemStatus status, int change)
    {
        _succeeded += status == ItemStatus.Succeeded ? change : 0;
        _failed += status == ItemStatus.Failed ? change : 0;
    }

    private int HomeOf(ulong key) => (int)Math.BigMul(key, (ulong)_slots.Length, out _);

    private int Next(int at) => at + 1 == _slots.Length ? 0 : at + 1;

    private bool IsAlike(int at, ulong key) => ((_slots[at] ^ (key << PlaceBits)) & ~(PlaceMask | SeenBit)) == 0 && (_slots[at] & PlaceMask) != Gone;

    private long PlaceOf(int at) => (long)(_slots[at] & PlaceMask) - 1;
}
