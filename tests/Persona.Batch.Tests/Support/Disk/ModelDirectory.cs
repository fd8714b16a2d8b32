namespace PersonaBatch.Tests.Support;

/// <summary>A directory: the names processes see, the names on the disk, and the changes between, in order.</summary>
/// <remarks>A name stands for a <see cref="ModelFile"/> or a <see cref="ModelDirectory"/>.</remarks>
internal sealed class ModelDirectory
{
    private readonly List<(string Name, object? Node)[]> _unsynced = [];

    private Dictionary<string, object> _durable = new(StringComparer.Ordinal);

    public SortedDictionary<string, object> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Gives names to nodes, or takes them away, all at once or not at all.</summary>
    public void Change(params (string Name, object? Node)[] change)
    {
        Apply(Names, change);
        _unsynced.Add(change);
    }

    public void Sync()
    {
        _durable = new Dictionary<string, object>(Names, StringComparer.Ordinal);
        _unsynced.Clear();
    }

    /// <summary>Brings the names of one node to the disk.</summary>
    public void SyncNamesOf(object node)
    {
        foreach (var change in _unsynced.Where(change => change.Any(name => ReferenceEquals(name.Node, node))))
        {
            Apply(_durable, change);
        }

        _unsynced.RemoveAll(change => change.Any(name => ReferenceEquals(name.Node, node)));
    }

    /// <summary>What the next process finds. When only this one dies, the kernel still knows which names wait for the disk.</summary>
    public ModelDirectory After(CutMode cut, Random random) => cut == CutMode.Killed ? AfterKill(random) : AfterPowerCut(cut, random);

    private ModelDirectory AfterKill(Random random)
    {
        var copies = Names.Values.Concat(_durable.Values).Concat(_unsynced.SelectMany(static change => change.Select(static name => name.Node)))
            .OfType<object>()
            .Distinct()
            .ToDictionary(static node => node, node => Copy(node, CutMode.Killed, random));
        var after = new ModelDirectory();
        foreach (var (name, node) in Names)
        {
            after.Names.Add(name, copies[node]);
        }

        foreach (var (name, node) in _durable)
        {
            after._durable.Add(name, copies[node]);
        }

        after._unsynced.AddRange(_unsynced.Select(change => change.Select(name => (name.Name, name.Node is null ? null : copies[name.Node])).ToArray()));
        return after;
    }

    private ModelDirectory AfterPowerCut(CutMode cut, Random random)
    {
        var names = new Dictionary<string, object>(_durable, StringComparer.Ordinal);
        foreach (var change in _unsynced.Where(_ => cut is CutMode.Everything or CutMode.Hole || (cut == CutMode.RandomPages && random.Next(2) == 0)))
        {
            Apply(names, change);
        }

        var after = new ModelDirectory();
        foreach (var (name, node) in names.OrderBy(name => name.Key, StringComparer.Ordinal))
        {
            after.Names.Add(name, Copy(node, cut, random));
        }

        after.Sync();
        return after;
    }

    private static object Copy(object node, CutMode cut, Random random) =>
        node is ModelDirectory directory ? directory.After(cut, random) : ((ModelFile)node).After(cut, random);

    private static void Apply(IDictionary<string, object> names, (string Name, object? Node)[] change)
    {
        foreach (var (name, node) in change)
        {
            if (node is null)
            {
                names.Remove(name);
            }
            else
            {
                names[name] = node;
            }
        }
    }
}
