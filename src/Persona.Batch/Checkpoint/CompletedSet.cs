using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>The recorded items by id, and who was seen in this input.</summary>
/// <remarks>Not thread-safe: the one reader of the input uses it. Ids are kept as hashes only; a recorded item takes about 50 bytes, any other about twelve.</remarks>
internal sealed class CompletedSet(ulong seed)
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<Entry[]> _chunks = [];
    private readonly List<ulong[]?> _fingerprints = [];
    private readonly SeenIds _strangers = new();

    private int[] _slots = new int[64];
    private int _count;
    private int _seen;

    /// <summary>Gets how many items are recorded.</summary>
    public long Count => _count;

    /// <summary>Gets how many recorded items were never marked seen.</summary>
    public long Orphaned => _count - _seen;

    /// <summary>Gets how the recorded items stand.</summary>
    public BatchCounts Counts
    {
        get
        {
            long succeeded = 0;
            long failed = 0;
            for (var index = 0; index < _count; index++)
            {
                var status = EntryAt(index).Status;
                succeeded += status == ItemStatus.Succeeded ? 1 : 0;
                failed += status == ItemStatus.Failed ? 1 : 0;
            }

            return new BatchCounts(_count, succeeded, failed, Skipped: 0, _count - succeeded - failed, Replayed: 0);
        }
    }

    /// <summary>Finds a recorded item.</summary>
    public bool TryGet(string id, out KnownItem item)
    {
        var index = _slots[SlotOf(IdHash.Of(id, seed))] - 1;
        item = index < 0 ? default : ItemAt(index);
        return index >= 0;
    }

    /// <summary>Marks an id of this input; <see langword="false"/> when it was marked before, recorded or not.</summary>
    public bool MarkSeen(string id)
    {
        var hash = IdHash.Of(id, seed);
        var index = _slots[SlotOf(hash)] - 1;
        if (index < 0)
        {
            return _strangers.Add(hash);
        }

        ref var entry = ref EntryAt(index);
        if (entry.IsSeen)
        {
            return false;
        }

        entry.IsSeen = true;
        _seen++;
        return true;
    }

    /// <summary>Records an item, or keeps the record that counts more.</summary>
    internal void Record(UInt128 hash, in KnownItem item)
    {
        var slot = SlotOf(hash);
        var index = _slots[slot] - 1;
        if (index >= 0)
        {
            if (item.Supersedes(ItemAt(index)))
            {
                Store(index, item);
            }

            return;
        }

        index = _count++;
        if (index >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(new Entry[ChunkSize]);
            _fingerprints.Add(null);
        }

        EntryAt(index).Hash = hash;
        Store(index, item);
        _slots[slot] = _count;
        if (_count > _slots.Length / 4 * 3)
        {
            Grow();
        }
    }

    private void Grow()
    {
        _slots = new int[checked(_slots.Length * 2)];
        for (var index = 0; index < _count; index++)
        {
            _slots[SlotOf(EntryAt(index).Hash)] = index + 1;
        }
    }

    private int SlotOf(UInt128 hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(ulong)hash & mask;
        while (_slots[slot] != 0 && EntryAt(_slots[slot] - 1).Hash != hash)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private ref Entry EntryAt(int index) => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    private KnownItem ItemAt(int index)
    {
        ref var entry = ref EntryAt(index);
        var fingerprint = _fingerprints[index >> ChunkBits]?[index & (ChunkSize - 1)] ?? 0;
        return new KnownItem(entry.Sequence, entry.Offset, entry.Length, entry.Status, entry.FailureClass, entry.Generation, fingerprint);
    }

    private void Store(int index, in KnownItem item)
    {
        ref var entry = ref EntryAt(index);
        entry.Sequence = item.Sequence;
        entry.Offset = item.Offset;
        entry.Length = item.Length;
        entry.Status = item.Status;
        entry.FailureClass = item.FailureClass;
        entry.Generation = item.Generation;

        var fingerprints = _fingerprints[index >> ChunkBits];
        if (fingerprints is null && item.FingerprintHash != 0)
        {
            fingerprints = _fingerprints[index >> ChunkBits] = new ulong[ChunkSize];
        }

        if (fingerprints is not null)
        {
            fingerprints[index & (ChunkSize - 1)] = item.FingerprintHash;
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Entry
    {
        private ulong _upper;
        private ulong _lower;
        private byte _status;
        private byte _failureClass;
        private ushort _generationAndSeen;
        public long Sequence;
        public long Offset;
        public int Length;

        public UInt128 Hash
        {
            readonly get => new(_upper, _lower);
            set => (_upper, _lower) = ((ulong)(value >> 64), (ulong)value);
        }

        public ItemStatus Status
        {
            readonly get => (ItemStatus)_status;
            set => _status = (byte)value;
        }

        public FailureClass FailureClass
        {
            readonly get => (FailureClass)_failureClass;
            set => _failureClass = (byte)value;
        }

        public int Generation
        {
            readonly get => _generationAndSeen >> 1;
            set => _generationAndSeen = (ushort)((Math.Min(value, short.MaxValue) << 1) | (_generationAndSeen & 1));
        }

        public bool IsSeen
        {
            readonly get => (_generationAndSeen & 1) != 0;
            set => _generationAndSeen = (ushort)((_generationAndSeen & ~1) | (value ? 1 : 0));
        }
    }
}
