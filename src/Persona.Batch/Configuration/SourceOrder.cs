using Microsoft.Extensions.Configuration;

namespace PersonaBatch;

/// <summary>Decides between several spellings of one key: the source that was added last wins, as it does for one spelling.</summary>
/// <remarks>A section does not tell where its values come from; only its root knows the sources and their order.</remarks>
internal sealed class SourceOrder
{
    private readonly List<IConfigurationProvider> _latestFirst = [];

    /// <param name="root">The root of the configuration; <see langword="null"/> when it is not known.</param>
    public SourceOrder(IConfigurationRoot? root)
    {
        if (root is not null)
        {
            _latestFirst.AddRange(SourcesOf(root).Reverse());
        }
    }

    /// <summary>Chooses the spelling that counts.</summary>
    /// <param name="spellings">The sections that hold the values; at least one.</param>
    /// <param name="refusal">Why none can be chosen.</param>
    /// <returns>The one that counts; <see langword="null"/> when that cannot be known.</returns>
    public IConfigurationSection? Choose(IReadOnlyList<IConfigurationSection> spellings, out string? refusal)
    {
        refusal = null;
        if (spellings.Skip(1).All(other => string.Equals(other.Value, spellings[0].Value, StringComparison.Ordinal)))
        {
            return spellings[0];
        }

        var latest = _latestFirst.Select(source => Holders(source, spellings)).FirstOrDefault(static holders => holders.Count > 0);
        if (latest is [var winner])
        {
            return winner;
        }

        var others = string.Join(" and ", spellings.Skip(1).Select(static other => other.Path));
        refusal = latest is null
            ? $"is also written as {others} with another value, and which source comes later cannot be known here; spell it one way in all of them"
            : $"is also written as {others} with another value in the same source; keep one of them";
        return null;
    }

    private static IEnumerable<IConfigurationProvider> SourcesOf(IConfigurationRoot root) => root.Providers.SelectMany(
        static source => source is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? SourcesOf(inner) : [source]);

    /// <summary>The spellings a source holds with the value they have: another root may know the same paths.</summary>
    private static List<IConfigurationSection> Holders(IConfigurationProvider source, IReadOnlyList<IConfigurationSection> spellings) =>
    [
        .. spellings.Where(spelling => source.TryGet(spelling.Path, out var value)
            && string.Equals(value, spelling.Value, StringComparison.Ordinal)),
    ];
}
