namespace PersonaBatch.Benchmarks;

/// <summary>The figures of a measurement's rounds, by name and in order.</summary>
internal sealed class Rounds(Dictionary<string, List<double>> byName)
{
    public Rounds()
        : this(new(StringComparer.Ordinal))
    {
    }

    public IReadOnlyDictionary<string, List<double>> ByName => byName;

    public IReadOnlyList<double> this[string name] => byName[name];

    public void Add(string name, double figure)
    {
        if (!byName.TryGetValue(name, out var figures))
        {
            byName[name] = figures = [];
        }

        figures.Add(figure);
    }

    public void Remove(string name) => byName.Remove(name);

    public void Add(Rounds others)
    {
        foreach (var (name, figures) in others.ByName)
        {
            figures.ForEach(figure => Add(name, figure));
        }
    }

    /// <summary>Each round of one beside the same round of another: what disturbs both falls out.</summary>
    public IReadOnlyList<double> Ratios(string name, string other) => [.. byName[name].Zip(byName[other], static (figure, yardstick) => figure / yardstick)];
}
