namespace PersonaBatch.Testing;

/// <summary>Random numbers that depend on who asks and what for, never on when.</summary>
internal static class StableDraw
{
    /// <summary>Draws a number from 0 up to, not including, 1.</summary>
    public static double Uniform(int seed, string itemId, int call, DrawPurpose purpose)
    {
        // FNV-1a (64 bits) over the id's UTF-16 code units, then the finalizer of SplitMix64 for each further part.
        var hash = 14695981039346656037UL;
        foreach (var character in itemId)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        hash = Mix(hash + (uint)seed);
        hash = Mix(hash + (uint)call);
        hash = Mix(hash + (uint)purpose);
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Draws from the standard normal distribution (Box and Muller, 1958).</summary>
    public static double Normal(int seed, string itemId, int call, DrawPurpose radius, DrawPurpose angle)
    {
        var first = 1 - Uniform(seed, itemId, call, radius);
        var second = Uniform(seed, itemId, call, angle);
        return Math.Sqrt(-2 * Math.Log(first)) * Math.Cos(2 * Math.PI * second);
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
