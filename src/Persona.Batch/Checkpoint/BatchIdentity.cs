namespace PersonaBatch;

/// <summary>What <c>batch.json</c> says a batch is. Written once.</summary>
/// <param name="BatchId">The batch; made from the name and a number when unnamed.</param>
/// <param name="Name">The processor's name.</param>
/// <param name="IsNamed">Whether the user gave the id.</param>
/// <param name="Build">The build of the calling code that began it.</param>
/// <param name="Parts">The fingerprint parts it was begun with.</param>
/// <param name="Seed">The key of the id hashes.</param>
/// <param name="Created">When it was begun.</param>
internal sealed record BatchIdentity(
    string BatchId,
    string Name,
    bool IsNamed,
    string Build,
    IReadOnlyDictionary<string, string> Parts,
    ulong Seed,
    DateTimeOffset Created)
{
    /// <summary>Finds the parts that differ from those wanted now, by name; <see langword="null"/> = absent.</summary>
    public IReadOnlyDictionary<string, (string? Recorded, string? Wanted)> Differing(IReadOnlyDictionary<string, string> wanted)
    {
        var differing = new SortedDictionary<string, (string? Recorded, string? Wanted)>(StringComparer.Ordinal);
        foreach (var name in Parts.Keys.Union(wanted.Keys, StringComparer.Ordinal))
        {
            var (before, now) = (Parts.GetValueOrDefault(name), wanted.GetValueOrDefault(name));
            if (!string.Equals(before, now, StringComparison.Ordinal))
            {
                differing.Add(name, (before, now));
            }
        }

        return differing;
    }
}
