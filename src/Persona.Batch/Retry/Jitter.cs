namespace PersonaBatch;

/// <summary>Random numbers that depend on the run, the item and the call alone, never on what finished first.</summary>
internal static class Jitter
{
    /// <summary>A number from 0 (inclusive) to 1 (exclusive), by SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    public static double Next(ulong seed, long index, int call)
    {
        var mixed = Mix(Mix(Mix(seed) ^ (ulong)index) ^ (uint)call);
        return (mixed >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
