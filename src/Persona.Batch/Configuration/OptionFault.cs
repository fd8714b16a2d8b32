namespace PersonaBatch;

/// <summary>One value that cannot be used.</summary>
/// <param name="Path">Where it stands: <c>Concurrency.MaxWorkers</c> in code, <c>batch:concurrency:max_workers</c> in a configuration.</param>
/// <param name="Error">What is allowed, and what was found.</param>
internal readonly record struct OptionFault(string Path, string Error)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Error}";
}
