namespace PersonaBatch;

/// <summary>A processor of a container, by its name. A container knows all of them in the order they were added.</summary>
internal abstract class BatchProcessorRegistration(string name)
{
    public string Name => name;

    /// <summary>Gets a value indicating whether there is somebody to call.</summary>
    public abstract bool HasProvider { get; }
}
