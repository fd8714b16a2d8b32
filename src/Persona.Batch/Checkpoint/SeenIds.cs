namespace PersonaBatch;

/// <summary>Who was met before: 70 bits of each id's hash, 10 to 13 bytes an id.</summary>
/// <remarks>Two different ids count as one with a chance of 3 in a hundred million at ten million ids.</remarks>
internal sealed class SeenIds
{
    private const int ShardBits = 6;
    private const double Fullest = 0.8;
    private const double Growth = 1.25;

    private readonly ulong[]?[] _shards = new ulong[]?[1 << ShardBits];
    private readonly int[] _counts = new int[1 << ShardBits];

    /// <summary>Adds an id's hash; <see langword="false"/> when it is there already.</summary>
    public bool Add(UInt128 hash)
    {
        var shard = ShardOf(hash);
        var key = KeyOf(hash);
        var slots = _shards[shard] ??= new ulong[16];
        var at = SlotOf(slots, key);
        if (slots[at] == key)
        {
            return false;
        }

        slots[at] = key;

        if (++_counts[shard] > slots.Length * Fullest)
        {
            _shards[shard] = Grown(slots);
        }

        return true;
    }

    private static int ShardOf(UInt128 hash) => (int)(hash >> (128 - ShardBits));

    private static ulong KeyOf(UInt128 hash) => Math.Max(1, (ulong)hash);

    private static ulong[] Grown(ulong[] slots)
    {
        var larger = new ulong[(int)(slots.Length * Growth) + 1];
        foreach (var key in slots)
        {
            if (key != 0)
            {
                larger[SlotOf(larger, key)] = key;
            }
        }

        return larger;
    }

    /// <summary>Where the key is, or where it belongs.</summary>
    private static int SlotOf(ulong[] slots, ulong key)
    {
        var at = (int)Math.BigMul(key, (ulong)slots.Length, out _);
        while (slots[at] != 0 && slots[at] != key)
        {
            at = at + 1 == slots.Length ? 0 : at + 1;
        }

        return at;
    }
}
