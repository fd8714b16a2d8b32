namespace PersonaBatch.Benchmarks;

/// <summary>A way to make many calls.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>Makes the calls of a load and takes their answers.</summary>
    Task RunAsync(Load load, CancellationToken cancellationToken = default);
}
