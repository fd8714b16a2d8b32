namespace PersonaBatch;

/// <summary>What a configuration said of some options, and where: so that a fault names the line the user can mend.</summary>
/// <param name="Faults">Keys and values that could not be bound.</param>
/// <param name="Paths">The paths as they were written, by the paths of the options.</param>
internal sealed record WrittenOptions(IReadOnlyList<OptionFault> Faults, IReadOnlyDictionary<string, string> Paths)
{
    private HashSet<OptionFault> _bound = [];

    /// <summary>Notes what is wrong with the configuration alone, before code changes the options: those faults are its own.</summary>
    public void Bound(BatchOptions options) => _bound = [.. BatchOptionsValidator.FaultsOf(options)];

    /// <summary>Gives a fault the path its value was written at; a value that code set keeps the path of the option.</summary>
    public OptionFault AsWritten(OptionFault fault) =>
        _bound.Contains(fault) && Paths.TryGetValue(fault.Path, out var path) ? fault with { Path = path } : fault;
}
